using NativeRnn.Samples;

var chapters = new Dictionary<string, Action>
{
    ["autoregression"] = Autoregression.Run,
    ["text"] = TextPreprocessing.Run,
    ["ngrams"] = NGrams.Run,
    ["rnn"] = VanillaRnn.Run,
    ["gru"] = Gru.Run,
    ["lstm"] = Lstm.Run,
    ["deep"] = DeepLstm.Run,
    ["bidirectional"] = Bidirectional.Run,
    ["hmm"] = HiddenMarkov.Run,
    ["pairs"] = TranslationData.Run,
    ["encoder-decoder"] = EncodersAndDecoders.Run,
    ["seq2seq"] = Seq2Seq.Run,
    ["bleu"] = BleuOfTheBook.Run,
    ["beam"] = BeamSearches.Run,
    ["attention"] = Attending.Run,
    ["from-pytorch"] = FromPyTorch.Run,
};
if (args.Length != 1 || !chapters.TryGetValue(args[0], out var chapter))
{
    Console.Error.WriteLine($"Name a chapter of docs/book.md or docs/from-pytorch.md: {string.Join(", ", chapters.Keys)}.");
    return 2;
}

if (!File.Exists("data/lighthouse.txt"))
{
    Console.Error.WriteLine("Run this in the folder of the checkout: the samples read the texts in its folder data.");
    return 1;
}

chapter();
return 0;

using NativeRnn.Tests.Training;

namespace NativeRnn.Tests.Hosting;

/// <summary>A little language model and a little translator, trained, in memory and in files.</summary>
internal sealed class HostedModels : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    internal HostedModels(int hidden = 24)
    {
        var corpus = SmallRun.Corpus();
        Writer = new LanguageModel(
            new LanguageModelOptions { Cell = CellKind.Lstm, Hidden = hidden }, corpus.Codec, new RandomSource(3));
        Writer.Save(WriterFile);
        var pairs = SmallPairs.Corpus();
        Translating = SmallPairs.Model(pairs, SmallPairs.Shape(AttentionKind.General));
        using var trainer = new Seq2SeqTrainer(Translating, pairs, SmallPairs.Training(epochs: 30));
        trainer.Fit();
        Translating.Save(TranslatorFile);
    }

    internal LanguageModel Writer { get; }

    internal Seq2SeqModel Translating { get; }

    internal string WriterFile => _folder.File("writer.nrnn");

    internal string TranslatorFile => _folder.File("translator.nrnn");

    /// <summary>Sentences that the translator was not trained on, each different.</summary>
    internal static string[] Sentences(int count) =>
        [.. SmallPairs.Pairs(4 * count, seed: 8).Select(pair => pair.Source).Distinct().Take(count)];

    /// <summary>What a translator of one's own makes of each sentence alone.</summary>
    internal string[] TranslateAlone(IEnumerable<string> sentences)
    {
        using var translator = new Translator(Translating);
        return [.. sentences.Select(sentence => translator.Translate([sentence])[0].Text)];
    }

    public void Dispose()
    {
        Writer.Dispose();
        Translating.Dispose();
        _folder.Dispose();
    }
}

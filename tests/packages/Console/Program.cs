// Trains as `nativernn train lm --normalize letters --cell lstm --hidden 32 --optimizer adam --lr 0.01 --epochs 1 --seed 7`
// does, then continues a prompt with this model and with the one that the command saved: both texts are the command's.
using NativeRnn;

var (text, saved, exported) = (args[0], args[1], args[2]);
var corpus = Corpus.FromFile(text, new() { Normalization = Normalization.Letters });
var random = new RandomSource(7);
using var trained = new LanguageModel(new() { Cell = CellKind.Lstm, Hidden = 32 }, corpus.Codec, random);
using var trainer = new LanguageModelTrainer(trained, corpus.Tokens, new()
{
    Epochs = 1,
    Optimizer = new() { Kind = OptimizerKind.Adam, LearningRate = 0.01 },
}, random);
trainer.Fit();
OnnxModel.Export(trained, exported);

using var loaded = LanguageModel.Load(saved);
foreach (var model in new[] { trained, loaded })
{
    Console.WriteLine("the lamp " + model.Generate("the lamp ", new() { Length = 60, Temperature = 0.5 }));
}

Console.Error.WriteLine($"native library: {NativeLibraryInfo.LoadedFrom}");

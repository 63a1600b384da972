using NativeRnn.Tests.Training;

namespace NativeRnn.Tests.Checkpoints;

/// <summary>Little language models whose numbers are all drawn, biases included, so that a mixed-up one shows.</summary>
internal static class SmallModel
{
    public static LanguageModel Of(
        CellKind cell, Bias bias = Bias.Single, int embed = 5, int hidden = 6, int layers = 2, ulong seed = 4) =>
        Of(new LanguageModelOptions { Cell = cell, Hidden = hidden, Layers = layers, Embed = embed, Bias = bias }, seed);

    public static LanguageModel Of(LanguageModelOptions options, ulong seed = 4) =>
        new(options, SmallRun.Corpus().Codec, new RandomSource(seed), Initializer.PyTorchUniform);
}

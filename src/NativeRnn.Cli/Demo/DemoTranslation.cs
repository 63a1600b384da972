namespace NativeRnn.Cli;

/// <summary>What became of one held-out sentence.</summary>
/// <param name="Pair">The sentence, and what a person made of it.</param>
/// <param name="Before">By the untrained model.</param>
/// <param name="Greedy">By the trained model, always taking the likeliest next word.</param>
/// <param name="Beam">By the trained model with a beam, with attention and trace.</param>
internal sealed record DemoTranslation(SentencePair Pair, string Before, string Greedy, Translation Beam);

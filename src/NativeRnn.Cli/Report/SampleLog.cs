namespace NativeRnn.Cli;

/// <summary>What a model said after some of its epochs: so few that they fit on a page, however many epochs there are.</summary>
internal sealed class SampleLog<TSample>
{
    private const int MostSamples = 12;
    private readonly List<(int Epoch, double? Perplexity, TSample Sample)> _samples = [];
    private int _interval = 1;

    /// <summary>The samples, beginning with epoch 0 where the model was seen untrained.</summary>
    internal IReadOnlyList<(int Epoch, double? Perplexity, TSample Sample)> Samples => _samples;

    /// <summary>Whether a sample is wanted after an epoch.</summary>
    internal bool Wants(int epoch) => epoch % _interval == 0;

    internal void Add(int epoch, double? perplexity, TSample sample)
    {
        _samples.Add((epoch, perplexity, sample));
        while (_samples.Count(kept => kept.Epoch > 1) > MostSamples) // the untrained one and the first stay
        {
            _interval *= 2;
            _samples.RemoveAll(kept => kept.Epoch > 1 && kept.Epoch != epoch && kept.Epoch % _interval != 0);
        }
    }
}

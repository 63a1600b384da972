namespace NativeRnn;

/// <summary>Sums gradients over ranks in buckets of the flat buffer, the last one first, as soon as they are final.</summary>
/// <remarks>
/// The order is that of all ranks, whatever each one's tape holds: a bucket begins when all behind it have begun.
/// Source: Li et al. (2020), "PyTorch Distributed: Experiences on Accelerating Data Parallel Training", section 3.2.
/// </remarks>
internal sealed unsafe class GradientBuckets(GradientWire wire) : IGradientListener
{
    // 4 MiB: large enough that latency does not count, small enough that most of a model goes before its pass has ended.
    private const long Size = 1 << 20;

    private float* _gradients;
    private long _end; // of what has not begun

    /// <summary>Before a backward pass.</summary>
    /// <param name="gradients">Of all parameters; must stay mapped until <see cref="Finish"/>.</param>
    internal void Begin(in TensorMap gradients)
    {
        fixed (float* pointer = gradients.Span) // an engine's memory, which does not move
        {
            _gradients = pointer;
        }
        _end = gradients.Span.Length;
    }

    public void OnFinal(long first)
    {
        while (_end > 0 && (_end - 1) / Size * Size >= first)
        {
            var begin = (_end - 1) / Size * Size;
            MpiCommunicator.BeginSum(_gradients + begin, _end - begin, wire);
            _end = begin;
        }
    }

    /// <summary>Waits until all are summed.</summary>
    internal void Finish()
    {
        OnFinal(0);
        MpiCommunicator.FinishSums();
    }
}

using System.Runtime.InteropServices;
using Google.Protobuf;

namespace NativeRnn;

/// <content>Training together with other ranks.</content>
public abstract partial class Trainer
{
    /// <summary>The ranks that train together, by <see cref="DataParallel"/>; null where this process trains alone.</summary>
    public MpiCommunicator? Ranks => _parallel?.Ranks;

    /// <summary>Whether this process writes files: the only one, or rank 0.</summary>
    internal bool IsRoot => Ranks is null or { IsRoot: true };

    /// <summary>What all that trains is told by; equal on ranks that may train together.</summary>
    internal uint Fingerprint
    {
        get
        {
            var state = StateMessage();
            state.Options.Threads = 0; // ranks may have different numbers of them
            return Crc32C.Compute(state.ToByteArray());
        }
    }

    /// <summary>What the model and its optimizer are told by.</summary>
    internal uint NumbersFingerprint
    {
        get
        {
            uint crc = 0;
            foreach (var tensor in Numbers)
            {
                using var map = tensor.Map();
                crc = Crc32C.Append(crc, MemoryMarshal.AsBytes(map.Span));
            }
            return crc;
        }
    }

    /// <summary>All that steps change: the parameters, and the optimizer's moments where it has any.</summary>
    internal IEnumerable<Tensor> Numbers =>
        new[] { _parameters.Values, _optimizer.FirstMoment, _optimizer.SecondMoment }.Where(tensor => !tensor.IsEmpty);

    /// <summary>From now on all that it does is done by all ranks together.</summary>
    internal void Join(DataParallel parallel)
    {
        if (_parallel is not null)
        {
            throw new InvalidOperationException("The trainer trains with other ranks already.");
        }
        ShareRows(parallel.Ranks.Share);
        _sampler.Share = parallel.Ranks.Share;
        _tape.SumsLosses = true;
        _parallel = parallel;
    }

    /// <summary>Tells layers that the numbers were written from outside.</summary>
    internal void MarkNumbersChanged() => _parameters.MarkChanged();

    /// <summary>What rank 0 answers, on all ranks.</summary>
    internal bool AsRoot(bool answer)
    {
        if (Ranks is null)
        {
            return answer;
        }
        Span<byte> told = [answer ? (byte)1 : (byte)0];
        Ranks.Broadcast(told);
        return told[0] == 1;
    }

    // Ranks stop after the same step: each says at a step whether it was told to, and all hear of it.
    private void ThrowIfStopped(CancellationToken cancellation)
    {
        if (_parallel is null)
        {
            cancellation.ThrowIfCancellationRequested();
            return;
        }
        _parallel.ThrowIfStopped(cancellation);
    }

    private ValidationResult? Measure(Func<ValidationResult>? validate)
    {
        _parallel?.RequireEqualNumbers(this);
        if (validate is null || Ranks is null)
        {
            return validate?.Invoke();
        }
        var measured = default(ValidationResult);
        Ranks.Divide(() => measured = validate());
        return measured;
    }
}

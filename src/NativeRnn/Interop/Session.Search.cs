using NativeRnn.Bindings;

namespace NativeRnn;

internal sealed unsafe partial class Session
{
    /// <summary>The k likeliest classes of each row of logits [M, V]: ids and log-probabilities, [M, k] each.</summary>
    internal void TopK(Tensor logits, int k, Span<int> ids, Span<float> logProbabilities)
    {
        var classes = logits.Shape.Last;
        var rows = logits.Shape.Count / classes;
        ArgumentOutOfRangeException.ThrowIfLessThan(ids.Length, rows * k, nameof(ids));
        ArgumentOutOfRangeException.ThrowIfLessThan(logProbabilities.Length, rows * k, nameof(logProbabilities));
        var desc = new NativeTopKDesc
        {
            StructSize = (nuint)sizeof(NativeTopKDesc),
            Rows = (nuint)rows,
            Classes = (nuint)classes,
            K = (nuint)k,
        };
        using var call = Begin();
        fixed (int* pointer = ids)
        fixed (float* numbers = logProbabilities)
        {
            NativeCall.Check(
                Native.TopK(call.Session, (nint)(&desc), call.View(logits), pointer, numbers), "nrnn_top_k");
        }
    }
}

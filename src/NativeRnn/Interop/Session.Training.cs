using NativeRnn.Bindings;

namespace NativeRnn;

internal sealed unsafe partial class Session
{
    /// <summary>Sum of losses and count of valid targets; the gradient of their mean where a tensor for it is given.</summary>
    internal (double Total, long Count) CrossEntropy(
        Tensor logits, ReadOnlySpan<int> targets, CrossEntropyTerms terms, Tensor gradient)
    {
        var desc = new NativeLossDesc
        {
            StructSize = (nuint)sizeof(NativeLossDesc),
            Rows = (nuint)targets.Length,
            Classes = (nuint)logits.Shape.Last,
            Ignored = terms.Ignored,
            GradientScale = terms.GradientScale,
            LabelSmoothing = terms.LabelSmoothing,
        };
        var loss = new NativeLoss { StructSize = (nuint)sizeof(NativeLoss) };
        using var call = Begin();
        fixed (int* pointer = targets)
        {
            NativeCall.Check(
                Native.CrossEntropy(
                    call.Session, (nint)(&desc), call.View(logits), pointer, call.View(gradient), (nint)(&loss)),
                "nrnn_cross_entropy");
        }
        return (loss.Total, (long)loss.Count);
    }

    internal double SquaredNorm(Tensor values)
    {
        double result;
        using var call = Begin();
        NativeCall.Check(Native.SquaredNorm(call.Session, call.View(values), &result), "nrnn_squared_norm");
        return result;
    }

    internal void OptimizerStep(
        NativeOptimizerDesc desc, Tensor parameters, Tensor gradients, Tensor firstMoment, Tensor secondMoment)
    {
        desc.StructSize = (nuint)sizeof(NativeOptimizerDesc);
        using var call = Begin();
        NativeCall.Check(
            Native.OptimizerStep(
                call.Session,
                (nint)(&desc),
                call.View(parameters),
                call.View(gradients),
                call.View(firstMoment),
                call.View(secondMoment)),
            "nrnn_optimizer_step");
    }

    /// <summary>One id per row of logits [M, V].</summary>
    internal void Sample(NativeSampleDesc desc, Tensor logits, ReadOnlySpan<float> uniforms, Span<int> ids)
    {
        desc.StructSize = (nuint)sizeof(NativeSampleDesc);
        desc.Rows = (nuint)ids.Length;
        desc.Classes = (nuint)logits.Shape.Last;
        using var call = Begin();
        fixed (float* numbers = uniforms)
        fixed (int* pointer = ids)
        {
            NativeCall.Check(
                Native.Sample(call.Session, (nint)(&desc), call.View(logits), numbers, pointer), "nrnn_sample");
        }
    }
}

using NativeRnn.Bindings;

namespace NativeRnn;

internal sealed unsafe partial class Session
{
    internal void EmbeddingForward(ReadOnlySpan<int> ids, Tensor table, Tensor output)
    {
        var shape = EmbeddingShape(ids.Length, table);
        using var call = Begin();
        fixed (int* pointer = ids)
        {
            NativeCall.Check(
                Native.EmbeddingForward(call.Session, (nint)(&shape), pointer, call.View(table), call.View(output)),
                "nrnn_embedding_forward");
        }
    }

    /// <summary>tableGradient [V, E] += outputGradient [count, E] at ids.</summary>
    internal void EmbeddingBackward(ReadOnlySpan<int> ids, Tensor outputGradient, Tensor tableGradient)
    {
        var shape = EmbeddingShape(ids.Length, tableGradient);
        using var call = Begin();
        fixed (int* pointer = ids)
        {
            NativeCall.Check(
                Native.EmbeddingBackward(
                    call.Session, (nint)(&shape), pointer, call.View(outputGradient), call.View(tableGradient)),
                "nrnn_embedding_backward");
        }
    }

    /// <summary>output [M, O] = input [M, I] weights [I, O] + bias [O].</summary>
    internal void LinearForward(LinearSize size, Tensor input, Tensor weights, Tensor bias, Tensor output)
    {
        var shape = LinearShape(size, input);
        using var call = Begin();
        NativeCall.Check(
            Native.LinearForward(
                call.Session, (nint)(&shape), call.View(input), call.View(weights), call.View(bias), call.View(output)),
            "nrnn_linear_forward");
    }

    internal void LinearBackwardInput(LinearSize size, Tensor outputGradient, Tensor weights, Tensor inputGradient)
    {
        var shape = LinearShape(size, inputGradient);
        using var call = Begin();
        NativeCall.Check(
            Native.LinearBackwardInput(
                call.Session, (nint)(&shape), call.View(outputGradient), call.View(weights), call.View(inputGradient)),
            "nrnn_linear_backward_input");
    }

    /// <summary>weightsGradient and biasGradient are added to.</summary>
    internal void LinearBackwardWeights(
        LinearSize size, Tensor input, Tensor outputGradient, Tensor weightsGradient, Tensor biasGradient)
    {
        var shape = LinearShape(size, input);
        using var call = Begin();
        NativeCall.Check(
            Native.LinearBackwardWeights(
                call.Session,
                (nint)(&shape),
                call.View(input),
                call.View(outputGradient),
                call.View(weightsGradient),
                call.View(biasGradient)),
            "nrnn_linear_backward_weights");
    }

    private static NativeEmbeddingShape EmbeddingShape(int count, Tensor table) => new()
    {
        StructSize = (nuint)sizeof(NativeEmbeddingShape),
        Count = (nuint)count,
        Classes = (nuint)table.Shape[0],
        Width = (nuint)table.Shape[1],
    };

    private static NativeLinearShape LinearShape(LinearSize size, Tensor input) => new()
    {
        StructSize = (nuint)sizeof(NativeLinearShape),
        Rows = (nuint)(input.Shape.Count / size.Inputs),
        Inputs = (nuint)size.Inputs,
        Outputs = (nuint)size.Outputs,
        Transposed = size.IsTransposed ? 1 : 0,
    };
}

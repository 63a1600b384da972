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
    internal void LinearForward(LinearKernel kernel, Tensor input, in LinearParameters parameters, Tensor output)
    {
        _recorder?.Observe(kernel.Weights, input);
        var shape = LinearShape(kernel.Size, input, parameters.Version);
        if (Precision == Precision.Int8)
        {
            var range = _quantization!.RangeOf(kernel.Weights);
            (shape.InputScale, shape.InputShift) = (range.Scale, range.Shift);
        }
        using var call = Begin();
        shape.Packed = PackedWeights(call, kernel);
        NativeCall.Check(
            Native.LinearForward(
                call.Session,
                (nint)(&shape),
                call.View(input),
                call.View(parameters.Weights),
                call.View(parameters.Bias),
                call.View(output)),
            "nrnn_linear_forward");
    }

    internal void LinearBackwardInput(
        LinearKernel kernel, Tensor outputGradient, in LinearParameters parameters, Tensor inputGradient)
    {
        var shape = LinearShape(kernel.Size, inputGradient, parameters.Version);
        using var call = Begin();
        shape.Packed = PackedWeights(call, kernel);
        NativeCall.Check(
            Native.LinearBackwardInput(
                call.Session,
                (nint)(&shape),
                call.View(outputGradient),
                call.View(parameters.Weights),
                call.View(inputGradient)),
            "nrnn_linear_backward_input");
    }

    /// <summary>weightsGradient and biasGradient are added to.</summary>
    internal void LinearBackwardWeights(
        LinearKernel kernel, Tensor input, Tensor outputGradient, Tensor weightsGradient, Tensor biasGradient)
    {
        var shape = LinearShape(kernel.Size, input, version: 0);
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

    // Products in float32 read the parameters as they lie.
    private nint PackedWeights(Call call, LinearKernel kernel) =>
        Precision == Precision.F32 ? 0 : call.Lease(kernel.Weights);

    private NativeLinearShape LinearShape(LinearSize size, Tensor input, ulong version) => new()
    {
        StructSize = (nuint)sizeof(NativeLinearShape),
        Rows = (nuint)(input.Shape.Count / size.Inputs),
        Inputs = (nuint)size.Inputs,
        Outputs = (nuint)size.Outputs,
        Transposed = size.IsTransposed ? 1 : 0,
        Precision = (int)Precision,
        WeightsVersion = version,
    };
}

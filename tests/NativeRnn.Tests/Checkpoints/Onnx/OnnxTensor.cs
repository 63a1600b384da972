using System.Runtime.InteropServices;
using NativeRnn.Checkpoints.Onnx;

namespace NativeRnn.Tests.Checkpoints.Onnx;

/// <summary>Numbers of any type as doubles, row-major.</summary>
internal sealed record OnnxTensor(int[] Shape, double[] Values)
{
    public static OnnxTensor Zeros(params int[] shape) => new(shape, new double[shape.Aggregate(1, (count, length) => count * length)]);

    public static OnnxTensor Of(TensorProto tensor)
    {
        var bytes = tensor.RawData.Span;
        double[] values = tensor.DataType == TensorProto.Types.DataType.Float
            ? [.. MemoryMarshal.Cast<byte, float>(bytes).ToArray().Select(value => (double)value)]
            : [.. MemoryMarshal.Cast<byte, long>(bytes).ToArray().Select(value => (double)value)];
        return new OnnxTensor([.. tensor.Dims.Select(length => (int)length)], values);
    }
}

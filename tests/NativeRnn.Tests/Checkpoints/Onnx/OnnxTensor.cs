using System.Runtime.InteropServices;
using NativeRnn.Checkpoints.Onnx;

namespace NativeRnn.Tests.Checkpoints.Onnx;

/// <summary>Numbers of any type as doubles, row-major.</summary>
internal sealed record OnnxTensor(int[] Shape, double[] Values)
{
    public static OnnxTensor Zeros(params int[] shape) => new(shape, new double[shape.Aggregate(1, (count, length) => count * length)]);

    /// <summary>How far apart neighbours of each axis lie.</summary>
    public int[] Steps()
    {
        var steps = new int[Shape.Length];
        for (int axis = Shape.Length - 1, step = 1; axis >= 0; step *= Shape[axis], axis--)
        {
            steps[axis] = step;
        }
        return steps;
    }

    /// <summary>Where the i-th number stands, by axis.</summary>
    public int[] Index(int i) => [.. Steps().Zip(Shape, (step, length) => i / step % length)];

    /// <summary>The number at a place of a tensor of more axes, or longer ones where this has a length of 1.</summary>
    public double Broadcast(int[] index) =>
        Values[Steps().Select((step, axis) => Shape[axis] == 1 ? 0 : step * index[index.Length - Shape.Length + axis]).Sum()];

    public static OnnxTensor Of(TensorProto tensor)
    {
        var bytes = tensor.RawData.Span;
        double[] values = tensor.DataType == TensorProto.Types.DataType.Float
            ? [.. MemoryMarshal.Cast<byte, float>(bytes).ToArray().Select(value => (double)value)]
            : [.. MemoryMarshal.Cast<byte, long>(bytes).ToArray().Select(value => (double)value)];
        return new OnnxTensor([.. tensor.Dims.Select(length => (int)length)], values);
    }
}

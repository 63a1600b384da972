namespace NativeRnn.Tests.Checkpoints.Onnx;

/// <summary>Operators that compute with broadcast tensors.</summary>
internal static class OnnxArithmetic
{
    /// <summary>One element of each tensor at a time; shapes are broadcast, as numpy does it.</summary>
    public static OnnxTensor Elementwise(Func<double[], double> operation, params OnnxTensor[] inputs)
    {
        var result = OnnxTensor.Zeros(Broadcast([.. inputs.Select(input => input.Shape)]));
        for (var i = 0; i < result.Values.Length; i++)
        {
            var index = result.Index(i);
            result.Values[i] = operation([.. inputs.Select(input => input.Broadcast(index))]);
        }
        return result;
    }

    /// <summary>Matrices in the last two axes, the others broadcast.</summary>
    public static OnnxTensor Product(OnnxTensor a, OnnxTensor b)
    {
        var (rows, inner, columns) = (a.Shape[^2], a.Shape[^1], b.Shape[^1]);
        if (b.Shape[^2] != inner)
        {
            throw new InvalidOperationException($"A product of {inner} columns and {b.Shape[^2]} rows.");
        }
        var result = OnnxTensor.Zeros([.. Broadcast([a.Shape[..^2], b.Shape[..^2]]), rows, columns]);
        for (var i = 0; i < result.Values.Length; i++)
        {
            var index = result.Index(i);
            for (var k = 0; k < inner; k++)
            {
                result.Values[i] += a.Broadcast([.. index[..^1], k]) * b.Broadcast([.. index[..^2], k, index[^1]]);
            }
        }
        return result;
    }

    /// <summary>Over the last axis.</summary>
    public static OnnxTensor Softmax(OnnxTensor value) => value with
    {
        Values =
        [
            .. value.Values.Chunk(value.Shape[^1]).SelectMany(row =>
            {
                double[] powers = [.. row.Select(score => Math.Exp(score - row.Max()))];
                return powers.Select(power => power / powers.Sum());
            }),
        ],
    };

    private static int[] Broadcast(int[][] shapes)
    {
        var result = new int[shapes.Max(shape => shape.Length)];
        for (var axis = 1; axis <= result.Length; axis++)
        {
            int[] lengths = [.. shapes.Where(shape => shape.Length >= axis).Select(shape => shape[^axis]).Where(length => length != 1).Distinct()];
            result[^axis] = lengths.Length switch
            {
                0 => 1,
                1 => lengths[0],
                _ => throw new InvalidOperationException($"Lengths {string.Join(", ", lengths)} do not go together."),
            };
        }
        return result;
    }
}

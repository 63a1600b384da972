using Google.Protobuf.Collections;
using NativeRnn.Checkpoints.Onnx;

namespace NativeRnn.Tests.Checkpoints.Onnx;

/// <summary>Computes a graph from the operators' definitions, naively and in double.</summary>
internal static class OnnxEvaluator
{
    /// <summary>The graph's outputs by name.</summary>
    public static Dictionary<string, OnnxTensor> Run(GraphProto graph, Dictionary<string, OnnxTensor> inputs)
    {
        var known = new Dictionary<string, OnnxTensor>(inputs);
        foreach (var constant in graph.Initializer)
        {
            known.Add(constant.Name, OnnxTensor.Of(constant));
        }
        foreach (var node in graph.Node)
        {
            OnnxTensor?[] arguments = [.. node.Input.Select(name => name.Length == 0 ? null : known[name])];
            foreach (var (name, value) in node.Output.Zip(Apply(node, arguments)))
            {
                known.Add(name, value);
            }
        }
        return graph.Output.ToDictionary(output => output.Name, output => known[output.Name]);
    }

    private static OnnxTensor[] Apply(NodeProto node, OnnxTensor?[] inputs) => node.OpType switch
    {
        "RNN" or "GRU" or "LSTM" => OnnxRecurrence.Run(node, inputs),
        _ => [Value(node, [.. inputs.Select(input => input!)])],
    };

    private static OnnxTensor Value(NodeProto node, OnnxTensor[] inputs) => node.OpType switch
    {
        "Gather" => Gather(inputs[0], inputs[1]),
        "OneHot" => OneHot(inputs[0], (int)inputs[1].Values[0], inputs[2].Values),
        "Squeeze" => Squeeze(inputs[0], (int)inputs[1].Values[0]),
        "Unsqueeze" => Unsqueeze(inputs[0], (int)inputs[1].Values[0]),
        "MatMul" => OnnxArithmetic.Product(inputs[0], inputs[1]),
        "Add" => OnnxArithmetic.Elementwise(values => values[0] + values[1], inputs),
        "Less" => OnnxArithmetic.Elementwise(values => values[0] < values[1] ? 1 : 0, inputs),
        "Where" => OnnxArithmetic.Elementwise(values => values[0] != 0 ? values[1] : values[2], inputs),
        "Tanh" => OnnxArithmetic.Elementwise(values => Math.Tanh(values[0]), inputs),
        "Cast" or "Identity" => inputs[0],
        "Softmax" => OnnxArithmetic.Softmax(inputs[0]),
        "LayerNormalization" => Normalized(inputs[0], inputs[1], inputs[2], node.Attribute.Find("epsilon")!.F),
        "ReduceSum" => SumOfAxis(inputs[0], (int)inputs[1].Values[0]),
        "Transpose" => Transpose(inputs[0], [.. node.Attribute.Find("perm")!.Ints.Select(axis => (int)axis)]),
        "Reshape" => Reshape(inputs[0], inputs[1].Values),
        "Concat" => Concat((int)node.Attribute.Find("axis")!.I, inputs[0], inputs[1]),
        "Shape" => Lengths(inputs[0], (int)node.Attribute.Find("start")!.I, (int)node.Attribute.Find("end")!.I),
        "Range" => Range(inputs[0].Values[0], inputs[1].Values[0], inputs[2].Values[0]),
        _ => throw new NotSupportedException(node.OpType),
    };

    private static OnnxTensor Gather(OnnxTensor table, OnnxTensor ids) => new(
        [.. ids.Shape, table.Shape[1]],
        [.. ids.Values.SelectMany(id => table.Values.Skip((int)id * table.Shape[1]).Take(table.Shape[1]))]);

    private static OnnxTensor OneHot(OnnxTensor ids, int classes, double[] offOn) => new(
        [.. ids.Shape, classes],
        [.. ids.Values.SelectMany(id => Enumerable.Range(0, classes).Select(k => k == (int)id ? offOn[1] : offOn[0]))]);

    private static OnnxTensor Squeeze(OnnxTensor value, int axis) => value.Shape[axis] == 1
        ? value with { Shape = [.. value.Shape.Where((_, i) => i != axis)] }
        : throw new InvalidOperationException("Only an axis of length 1 is squeezed.");

    private static OnnxTensor Unsqueeze(OnnxTensor value, int axis) =>
        value with { Shape = [.. value.Shape[..axis], 1, .. value.Shape[axis..]] };

    // Over the last axis.
    private static OnnxTensor Normalized(OnnxTensor value, OnnxTensor scale, OnnxTensor bias, double epsilon) => value with
    {
        Values =
        [
            .. value.Values.Chunk(value.Shape[^1]).SelectMany(row =>
            {
                var mean = row.Average();
                var deviation = Math.Sqrt(row.Average(x => (x - mean) * (x - mean)) + epsilon);
                return row.Select((x, i) => (x - mean) / deviation * scale.Values[i] + bias.Values[i]);
            }),
        ],
    };

    private static OnnxTensor SumOfAxis(OnnxTensor value, int axis)
    {
        var result = OnnxTensor.Zeros([.. value.Shape[..axis], .. value.Shape[(axis + 1)..]]);
        var steps = value.Steps();
        for (var i = 0; i < result.Values.Length; i++)
        {
            var index = result.Index(i);
            int[] first = [.. index[..axis], 0, .. index[axis..]];
            var start = first.Zip(steps, (at, step) => at * step).Sum();
            result.Values[i] = Enumerable.Range(0, value.Shape[axis]).Sum(k => value.Values[start + k * steps[axis]]);
        }
        return result;
    }

    private static OnnxTensor Transpose(OnnxTensor value, int[] axes)
    {
        var result = OnnxTensor.Zeros([.. axes.Select(axis => value.Shape[axis])]);
        var steps = value.Steps();
        for (var i = 0; i < result.Values.Length; i++)
        {
            result.Values[i] = value.Values[result.Index(i).Zip(axes, (at, axis) => at * steps[axis]).Sum()];
        }
        return result;
    }

    // A length of 0 stays as it was.
    private static OnnxTensor Reshape(OnnxTensor value, double[] shape) =>
        value with { Shape = [.. shape.Select((length, axis) => length == 0 ? value.Shape[axis] : (int)length)] };

    private static OnnxTensor Concat(int axis, OnnxTensor a, OnnxTensor b)
    {
        if (axis != a.Shape.Length - 1 || !a.Shape.SkipLast(1).SequenceEqual(b.Shape.SkipLast(1)))
        {
            throw new NotSupportedException("Only last axes of equal rows are put side by side.");
        }
        var rows = a.Values.Chunk(a.Shape[^1]).Zip(b.Values.Chunk(b.Shape[^1]), (left, right) => left.Concat(right));
        return new OnnxTensor([.. a.Shape[..^1], a.Shape[^1] + b.Shape[^1]], [.. rows.SelectMany(row => row)]);
    }

    private static OnnxTensor Lengths(OnnxTensor value, int start, int end) =>
        new([end - start], [.. value.Shape[start..end].Select(length => (double)length)]);

    private static OnnxTensor Range(double start, double end, double step)
    {
        var values = new List<double>();
        for (var value = start; value < end; value += step)
        {
            values.Add(value);
        }
        return new OnnxTensor([values.Count], [.. values]);
    }

    /// <summary>The attribute of a name; null where it is not set.</summary>
    public static AttributeProto? Find(this RepeatedField<AttributeProto> attributes, string name) =>
        attributes.FirstOrDefault(attribute => attribute.Name == name);
}

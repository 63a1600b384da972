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
        "Gather" => [Gather(inputs[0]!, inputs[1]!)],
        "OneHot" => [OneHot(inputs[0]!, (int)inputs[1]!.Values[0], inputs[2]!.Values)],
        "Squeeze" => [Squeeze(inputs[0]!, (int)inputs[1]!.Values[0])],
        "MatMul" => [Product(inputs[0]!, inputs[1]!)],
        "Add" => [Sum(inputs[0]!, inputs[1]!)],
        "RNN" or "GRU" or "LSTM" => OnnxRecurrence.Run(node, inputs),
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

    private static OnnxTensor Product(OnnxTensor a, OnnxTensor b)
    {
        var (inner, columns) = (b.Shape[0], b.Shape[1]);
        var result = OnnxTensor.Zeros([.. a.Shape[..^1], columns]);
        for (var i = 0; i < result.Values.Length; i++)
        {
            for (var k = 0; k < inner; k++)
            {
                result.Values[i] += a.Values[i / columns * inner + k] * b.Values[k * columns + i % columns];
            }
        }
        return result;
    }

    private static OnnxTensor Sum(OnnxTensor a, OnnxTensor b) =>
        a with { Values = [.. a.Values.Select((value, i) => value + b.Values[i % b.Values.Length])] };

    /// <summary>The attribute of a name; null where it is not set.</summary>
    public static AttributeProto? Find(this RepeatedField<AttributeProto> attributes, string name) =>
        attributes.FirstOrDefault(attribute => attribute.Name == name);
}

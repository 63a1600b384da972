using System.Buffers.Binary;
using Google.Protobuf;
using NativeRnn.Checkpoints.Onnx;

namespace NativeRnn;

/// <summary>Puts an ONNX graph together: inputs, constants, nodes and outputs by name.</summary>
internal sealed class OnnxGraph(string name)
{
    private readonly GraphProto _graph = new() { Name = name };

    /// <summary>What has been put together.</summary>
    internal GraphProto Graph => _graph;

    /// <summary>Declares an input; a length is a number, or a name where the caller chooses it.</summary>
    internal string Input(string name, TensorProto.Types.DataType type, params ReadOnlySpan<object> shape)
    {
        _graph.Input.Add(Value(name, type, shape));
        return name;
    }

    /// <summary>Declares an output of floats.</summary>
    internal void Output(string name, params ReadOnlySpan<object> shape) =>
        _graph.Output.Add(Value(name, TensorProto.Types.DataType.Float, shape));

    /// <summary>Adds a node with one output, which takes the node's name.</summary>
    internal string Node(string operation, string name, params string[] inputs)
    {
        var node = new NodeProto { OpType = operation };
        node.Input.AddRange(inputs);
        node.Output.Add(name);
        return Node(node, name);
    }

    /// <summary>Adds a node with its inputs and outputs.</summary>
    /// <returns>Its first output.</returns>
    internal string Node(NodeProto node, string name)
    {
        node.Name = name;
        _graph.Node.Add(node);
        return node.Output[0];
    }

    /// <summary>Adds a constant of floats.</summary>
    internal string Floats(string name, long[] shape, ReadOnlySpan<float> values)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        FloatBytes.Encode(values, bytes);
        return Constant(name, TensorProto.Types.DataType.Float, shape, bytes);
    }

    /// <summary>Adds a constant of one whole number in a vector.</summary>
    internal string Whole(string name, long value)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Constant(name, TensorProto.Types.DataType.Int64, [1], bytes);
    }

    // The array belongs to the message from here on: no second copy of the weights.
    private string Constant(string name, TensorProto.Types.DataType type, long[] shape, byte[] data)
    {
        var tensor = new TensorProto { Name = name, DataType = type, RawData = UnsafeByteOperations.UnsafeWrap(data) };
        tensor.Dims.AddRange(shape);
        _graph.Initializer.Add(tensor);
        return name;
    }

    private static ValueInfoProto Value(string name, TensorProto.Types.DataType type, ReadOnlySpan<object> shape)
    {
        var lengths = new TensorShapeProto();
        foreach (var length in shape)
        {
            lengths.Dim.Add(length is string free
                ? new TensorShapeProto.Types.Dimension { DimParam = free }
                : new TensorShapeProto.Types.Dimension { DimValue = (int)length });
        }
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = type, Shape = lengths } },
        };
    }
}

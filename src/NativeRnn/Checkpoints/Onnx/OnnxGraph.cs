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

    /// <summary>Adds a node with attributes and one output, which takes the node's name.</summary>
    internal string Node(string operation, string name, ReadOnlySpan<AttributeProto> attributes, params string[] inputs)
    {
        var output = Node(operation, name, inputs);
        _graph.Node[^1].Attribute.AddRange(attributes.ToArray());
        return output;
    }

    /// <summary>Adds a node that takes axes of length 1 away, or puts them in.</summary>
    /// <param name="operation">Squeeze or Unsqueeze.</param>
    /// <param name="name">The node's.</param>
    /// <param name="input">What it takes.</param>
    /// <param name="axis">Which.</param>
    internal string Axis(string operation, string name, string input, int axis) =>
        Node(operation, name, input, Whole($"{name}.axis", axis));

    /// <summary>Adds a node that reorders axes.</summary>
    internal string Transpose(string name, string input, params ReadOnlySpan<long> axes) =>
        Node("Transpose", name, [OnnxAttribute.Wholes("perm", axes)], input);

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

    /// <summary>Adds a constant of a model's parameter, under its name and in its shape.</summary>
    internal string Parameter(Parameter parameter)
    {
        var shape = new long[parameter.Shape.Rank];
        for (var axis = 0; axis < shape.Length; axis++)
        {
            shape[axis] = parameter.Shape[axis];
        }
        return Floats(parameter.Name, shape, parameter.Value.ToArray());
    }

    /// <summary>Adds a constant of one whole number in a vector.</summary>
    internal string Whole(string name, long value) => Wholes(name, [1], value);

    /// <summary>Adds a constant of whole numbers; one without axes is a scalar.</summary>
    internal string Wholes(string name, long[] shape, params ReadOnlySpan<long> values)
    {
        var bytes = new byte[values.Length * sizeof(long)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), values[i]);
        }
        return Constant(name, TensorProto.Types.DataType.Int64, shape, bytes);
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

namespace NativeRnn;

/// <summary>Puts a recurrent layer into an ONNX graph.</summary>
/// <param name="graph">The graph.</param>
/// <param name="stack">The layers that it is one of.</param>
/// <param name="store">Their parameters.</param>
/// <param name="layer">Which it is.</param>
internal sealed class OnnxLayer(OnnxGraph graph, RecurrentStack stack, ParameterStore store, int layer)
{
    /// <summary>Name of the rows' lengths; empty: every row has all steps.</summary>
    internal string Lengths { get; init; } = "";

    /// <summary>Names of the initial states, [D, N, H]; none: zeros.</summary>
    internal IReadOnlyList<string> Initial { get; init; } = [];

    /// <summary>Names for the final states, [D, N, H].</summary>
    internal required IReadOnlyList<string> Final { get; init; }

    private int Hidden => stack.HiddenOf(layer);

    private bool IsResidual => stack.Network.IsResidual && layer > 0;

    /// <summary>Adds the layer's nodes.</summary>
    /// <param name="input">[T, N, C].</param>
    /// <param name="output">The name for what the layer gives at each step, [T, N, D·H] or summed [T, N, H].</param>
    /// <returns><paramref name="output"/>.</returns>
    internal string Add(string input, string output)
    {
        var normalizes = stack.Network.HasLayerNorm;
        var joined = Joined(Sequence(input), normalizes || IsResidual ? $"{stack.Name}.plain_l{layer}" : output);
        var current = normalizes ? Normalized(joined, IsResidual ? $"{stack.Name}.normal_l{layer}" : output) : joined;
        return IsResidual ? graph.Node("Add", output, input, current) : current;
    }

    // [T, D, N, H]
    private string Sequence(string input)
    {
        var node = OnnxCell.Node(stack.Cell, Hidden, stack.Directions);
        node.Input.AddRange([input, Weights("weight_ih"), Weights("weight_hh"), Biases(), Lengths, .. Initial]);
        if (stack.Network.Layer.HasPeepholes)
        {
            node.Input.AddRange([.. Initial.Count == 0 ? ["", ""] : Array.Empty<string>(), Peepholes()]);
        }
        node.Output.Add($"{stack.Name}.sequence_l{layer}");
        node.Output.AddRange(Final);
        return graph.Node(node, $"{stack.Name}_l{layer}");
    }

    private string Joined(string sequence, string output)
    {
        if (stack.Directions == 1)
        {
            return graph.Axis("Squeeze", output, sequence, 1);
        }
        if (stack.Network.Layer.Merge == BidirectionalMerge.Sum)
        {
            var axis = graph.Whole($"{output}.axis", 1);
            return graph.Node("ReduceSum", output, [OnnxAttribute.Whole("keepdims", 0)], sequence, axis); // [T, N, H]
        }
        var rows = graph.Transpose($"{stack.Name}.rows_l{layer}", sequence, 0, 2, 1, 3); // [T, N, D, H]
        var shape = graph.Wholes($"{stack.Name}.joined_l{layer}", [3], 0, 0, stack.Directions * Hidden); // 0: as before
        return graph.Node("Reshape", output, rows, shape);
    }

    private string Normalized(string input, string output)
    {
        var norm = $"{stack.Name}.norm_l{layer}";
        return graph.Node(
            "LayerNormalization",
            output,
            [OnnxAttribute.Whole("axis", -1), OnnxAttribute.Real("epsilon", LayerNorm.Epsilon)],
            input,
            graph.Parameter(store[$"{norm}.weight"]),
            graph.Parameter(store[$"{norm}.bias"]));
    }

    private string Weights(string kind)
    {
        var directions = Directions(direction => Exported(stack.Values(store, kind, layer, direction)));
        return graph.Floats(
            $"{stack.Name}.{kind}_l{layer}",
            [stack.Directions, stack.WidthOf(layer), directions.Length / stack.Directions / stack.WidthOf(layer)],
            directions);
    }

    // The input's, then the recurrent ones; no name where there are none.
    private string Biases()
    {
        if (stack.Bias == Bias.None)
        {
            return "";
        }
        var directions = Directions(direction =>
        {
            var biases = LayerBiases.Of(stack, store, layer, direction);
            return [.. Exported(biases.Input), .. Exported(biases.Recurrent)];
        });
        return graph.Floats($"{stack.Name}.bias_l{layer}", [stack.Directions, 2 * stack.WidthOf(layer)], directions);
    }

    // Behind the initial states, given or not.
    private string Peepholes() => graph.Floats(
        $"{stack.Name}.peephole_l{layer}",
        [stack.Directions, 3 * Hidden],
        Directions(direction => GateLayout.Export(
            OnnxCell.PeepholeOrder, Hidden, stack.Values(store, RecurrentLayer.PeepholeName, layer, direction))));

    private float[] Directions(Func<int, float[]> values) =>
        [.. Enumerable.Range(0, stack.Directions).SelectMany(values)];

    private float[] Exported(float[] ours) => GateLayout.Export(OnnxCell.Order(stack.Cell), Hidden, ours);
}

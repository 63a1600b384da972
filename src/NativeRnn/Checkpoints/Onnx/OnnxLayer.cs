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

    /// <summary>Adds the layer's nodes.</summary>
    /// <param name="input">[T, N, C].</param>
    /// <param name="output">The name for [T, N, D·H].</param>
    /// <returns><paramref name="output"/>.</returns>
    internal string Add(string input, string output)
    {
        var node = OnnxCell.Node(stack.Cell, stack.Hidden, stack.Directions);
        node.Input.AddRange([input, Weights("weight_ih"), Weights("weight_hh"), Biases(), Lengths, .. Initial]);
        node.Output.Add($"{stack.Name}.sequence_l{layer}");
        node.Output.AddRange(Final);
        var sequence = graph.Node(node, $"{stack.Name}_l{layer}"); // [T, D, N, H]
        if (stack.Directions == 1)
        {
            return graph.Axis("Squeeze", output, sequence, 1);
        }
        var rows = graph.Transpose($"{stack.Name}.rows_l{layer}", sequence, 0, 2, 1, 3); // [T, N, D, H]
        var shape = graph.Wholes($"{stack.Name}.joined_l{layer}", [3], 0, 0, stack.Directions * stack.Hidden); // 0: as before
        return graph.Node("Reshape", output, rows, shape);
    }

    private string Weights(string kind)
    {
        var directions = Directions(direction => Exported(stack.Values(store, kind, layer, direction)));
        return graph.Floats(
            $"{stack.Name}.{kind}_l{layer}",
            [stack.Directions, stack.Width, directions.Length / stack.Directions / stack.Width],
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
        return graph.Floats($"{stack.Name}.bias_l{layer}", [stack.Directions, 2 * stack.Width], directions);
    }

    private float[] Directions(Func<int, float[]> values) =>
        [.. Enumerable.Range(0, stack.Directions).SelectMany(values)];

    private float[] Exported(float[] ours) => GateLayout.Export(OnnxCell.Order(stack.Cell), stack.Hidden, ours);
}

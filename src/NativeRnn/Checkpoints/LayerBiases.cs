namespace NativeRnn;

/// <summary>A recurrent layer's biases as other libraries have them: an input and a recurrent one per gate.</summary>
/// <param name="Input">[G·H], in our gate order.</param>
/// <param name="Recurrent">[G·H]; of single biases all zeros but the reset-after GRU's candidate.</param>
internal readonly record struct LayerBiases(float[] Input, float[] Recurrent)
{
    /// <summary>The biases of a layer, which must have some, in one direction.</summary>
    internal static LayerBiases Of(RecurrentStack stack, ParameterStore store, int layer, int direction)
    {
        if (stack.Bias == Bias.Pair)
        {
            return new LayerBiases(Values("bias_ih"), Values("bias_hh"));
        }
        var single = Values("bias"); // [B, H]
        var width = stack.WidthOf(layer);
        var apart = single[width..]; // the reset-after GRU's candidate's recurrent bias, or nothing
        var recurrent = new float[width];
        apart.CopyTo(recurrent, width - apart.Length);
        return new LayerBiases(single[..width], recurrent);

        float[] Values(string name) => stack.Values(store, name, layer, direction);
    }

    /// <summary>The same as single biases, [B, H].</summary>
    /// <returns>Null where a recurrent bias for which single biases have no place is not zero.</returns>
    internal float[]? ToSingle(CellKind cell)
    {
        var apart = (cell.SingleBiases() - cell.Gates()) * (Input.Length / cell.Gates());
        return Recurrent.AsSpan(0, Recurrent.Length - apart).ContainsAnyExcept(0f) ? null : [.. Input, .. Recurrent[^apart..]];
    }
}

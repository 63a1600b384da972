namespace NativeRnn;

/// <summary>A stack of recurrent layers among a model's parameters, for those who write them in other libraries' layouts.</summary>
/// <param name="Name">Prefix of the parameters' names, such as <c>encoder.rnn</c>.</param>
/// <param name="Cell">The cell.</param>
/// <param name="Hidden">H.</param>
/// <param name="Layers">L.</param>
/// <param name="Bias">Which biases the layers have.</param>
/// <param name="Directions">D.</param>
internal sealed record RecurrentStack(string Name, CellKind Cell, int Hidden, int Layers, Bias Bias, int Directions = 1)
{
    /// <summary>G·H.</summary>
    internal int Width => Cell.Gates() * Hidden;

    /// <summary>The one stack of a language model.</summary>
    internal static RecurrentStack Of(LanguageModelOptions options) =>
        new("rnn", options.Cell, options.Hidden, options.Layers, options.Bias);

    /// <summary>The encoder's and the decoder's stacks of a translator.</summary>
    internal static RecurrentStack[] Of(Seq2SeqOptions options) =>
    [
        new("encoder.rnn", options.Cell, options.Hidden, options.Layers, options.Bias, options.Directions),
        new("decoder.rnn", options.Cell, options.Hidden, options.Layers, options.Bias),
    ];

    /// <summary>Whether a parameter belongs to the stack.</summary>
    internal bool Holds(Parameter parameter) => parameter.Name.StartsWith($"{Name}.", StringComparison.Ordinal);

    /// <summary>One direction's numbers of a parameter such as <c>weight_ih</c>: [in, G·H], or biases.</summary>
    internal float[] Values(ParameterStore store, string kind, int layer, int direction)
    {
        var whole = store[$"{Name}.{kind}_l{layer}"].Value;
        var count = whole.Shape.Count / Directions;
        return whole.Slice(direction * count, new Shape(checked((int)count))).ToArray();
    }
}

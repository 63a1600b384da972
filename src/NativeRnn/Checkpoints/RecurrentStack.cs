namespace NativeRnn;

/// <summary>A stack of recurrent layers among a model's parameters, for those who write them in other libraries' layouts.</summary>
/// <param name="Name">Prefix of the parameters' names, such as <c>encoder.rnn</c>.</param>
/// <param name="Network">What it is made of; what the first layer reads is not told.</param>
internal sealed record RecurrentStack(string Name, RecurrentNetworkOptions Network)
{
    /// <summary>The cell.</summary>
    internal CellKind Cell => Network.Layer.Cell;

    /// <summary>Which biases the layers have.</summary>
    internal Bias Bias => Network.Layer.Bias;

    /// <summary>D.</summary>
    internal int Directions => Network.Layer.Directions;

    /// <summary>L.</summary>
    internal int Layers => Network.Layers;

    /// <summary>H of a layer.</summary>
    internal int HiddenOf(int layer) => Network.HiddenOf(layer);

    /// <summary>P; 0 where there is no projection.</summary>
    internal int Projection => Network.Layer.Projection;

    /// <summary>G·H of a layer.</summary>
    internal int WidthOf(int layer) => Cell.Gates() * HiddenOf(layer);

    /// <summary>The one stack of a language model.</summary>
    internal static RecurrentStack Of(LanguageModelOptions options) => new("rnn", options.Network(classes: 1));

    /// <summary>The encoder's and the decoder's stacks of a translator.</summary>
    internal static RecurrentStack[] Of(Seq2SeqOptions options) =>
    [
        new("encoder.rnn", options.EncoderOptions(classes: 1).Network()),
        new("decoder.rnn", options.Network(options.Embed, Direction.Forward)),
    ];

    /// <summary>Whether a parameter belongs to the stack.</summary>
    internal bool Holds(Parameter parameter) => parameter.Name.StartsWith($"{Name}.", StringComparison.Ordinal);

    /// <summary>Whether a parameter is a layer's projection.</summary>
    internal bool IsProjection(Parameter parameter) =>
        parameter.Name.StartsWith($"{Name}.{RecurrentLayer.ProjectionName}_", StringComparison.Ordinal);

    /// <summary>One direction's numbers of a parameter such as <c>weight_ih</c>: [in, G·H], or biases.</summary>
    internal float[] Values(ParameterStore store, string kind, int layer, int direction)
    {
        var whole = store[$"{Name}.{kind}_l{layer}"].Value;
        var count = whole.Shape.Count / Directions;
        return whole.Slice(direction * count, new Shape(checked((int)count))).ToArray();
    }
}

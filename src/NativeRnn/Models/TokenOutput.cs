namespace NativeRnn;

/// <summary>From a decoder's features to the logits of its vocabulary.</summary>
internal sealed class TokenOutput
{
    private readonly Linear _linear;
    private readonly float _dropout;
    private readonly DropoutKind _kind;

    internal TokenOutput(ParameterStore store, string name, DecoderOptions options, Embedding embedding)
    {
        if (options.TiesOutput && options.Hidden != options.Embed)
        {
            throw new ArgumentException(
                $"A tied output layer needs as many hidden units as embedding features, not {options.Hidden} and "
                + $"{options.Embed}: make them equal or untie them.",
                nameof(options));
        }
        _linear = options.TiesOutput
            ? Linear.Tied(store, name, embedding, hasBias: true)
            : new Linear(store, name, options.Hidden, options.Classes);
        (_dropout, _kind) = (options.EmbedDropout, options.DropoutKind);
    }

    /// <summary>[T, R, H] to [T·R, V].</summary>
    internal Variable Forward(Tape tape, Variable features, RandomSource? random) =>
        _linear.Forward(tape, Dropout.Forward(tape, features, _dropout, random, _kind));
}

namespace NativeRnn;

/// <summary>A named slice of a model's flat parameter buffer, with its gradient in another.</summary>
public sealed class Parameter
{
    private readonly ParameterStore _store;

    internal Parameter(ParameterStore store, ParameterSpec spec, long offset)
    {
        _store = store;
        Spec = spec;
        Offset = offset;
    }

    /// <summary>Its name in the store and in files.</summary>
    public string Name => Spec.Name;

    /// <summary>The lengths of its axes.</summary>
    public Shape Shape => Spec.Shape;

    /// <summary>The numbers.</summary>
    public Tensor Value => _store.Values.Slice(Offset, Shape);

    /// <summary>The gradient that backward passes add to; an optimizer's step clears it.</summary>
    public Tensor Gradient => _store.Gradients.Slice(Offset, Shape);

    /// <summary>Overwrites the numbers, row-major.</summary>
    public void SetValue(ReadOnlySpan<float> values)
    {
        Value.CopyFrom(values);
        _store.MarkChanged();
    }

    internal ParameterSpec Spec { get; }

    internal long Offset { get; }

    /// <summary>Behind its last number.</summary>
    internal long End => Offset + Shape.Count;

    internal ParameterStore Store => _store;
}

namespace NativeRnn;

/// <summary>The state of a stack of recurrent layers between calls: for each layer h and, of an LSTM, c.</summary>
/// <remarks>
/// A forward pass reads the current value and writes the next one beside it; <see cref="Advance"/> makes the next
/// one current. No gradient flows through it: keeping a state is cutting its history. Layers may differ in H.
/// </remarks>
public sealed class RecurrentState : IDisposable
{
    private readonly NativeBuffer[] _buffers;
    private readonly StackLayout _layout;
    private int _current;

    internal RecurrentState(Engine engine, StackLayout layout, int batch)
    {
        _layout = layout;
        Batch = batch;
        _buffers = [new NativeBuffer(engine, layout.Count(batch)), new NativeBuffer(engine, layout.Count(batch))];
    }

    /// <summary>L, how many layers it belongs to.</summary>
    public int Layers => _layout.Layers;

    /// <summary>N, sequences at a time.</summary>
    public int Batch { get; }

    /// <summary>
    /// Whether nothing has been read or given since it was made or cleared: a network that learns its initial states
    /// begins with those then, any other with the zeros that are here.
    /// </summary>
    public bool IsFresh { get; private set; } = true;

    /// <summary>The current state of a layer, [S, D, N, H]: h, and for the LSTM behind it c.</summary>
    /// <remarks>With a projection to P, [D·N·(P + H)]: h [D, N, P], then c [D, N, H].</remarks>
    public Tensor this[int layer] => View(_buffers[_current], layer);

    /// <summary>
    /// All layers' current states as one tensor: what a checkpoint holds. [L, S, D, N, H]; where the layers differ in
    /// H or have projections, their numbers one behind the other.
    /// </summary>
    public Tensor All => new(_buffers[_current], 0, _layout.Shape(Batch));

    /// <summary>Makes the state that the last forward pass wrote the current one.</summary>
    public void Advance()
    {
        Swap();
        IsFresh = false;
    }

    /// <summary>Sets the current state to zero.</summary>
    public void Clear()
    {
        using var map = All.Map();
        map.Span.Clear();
        IsFresh = true;
    }

    /// <summary>Begins with a state of one's own, whatever the network has learnt.</summary>
    /// <param name="layer">Which layer's; the others keep what they have.</param>
    /// <param name="values">As many as the layer's state has, in its order.</param>
    public void Give(int layer, ReadOnlySpan<float> values)
    {
        this[layer].CopyFrom(values);
        MarkGiven();
    }

    /// <summary>Overwrites the current state with another's of the same sizes.</summary>
    public void CopyFrom(RecurrentState other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!other._layout.Fits(_layout) || other.Batch != Batch)
        {
            throw new ArgumentException($"A state {other} does not fit {this}.", nameof(other));
        }
        using var source = other.All.Map();
        using var target = All.Map();
        source.Span.CopyTo(target.Span);
        IsFresh = other.IsFresh;
    }

    /// <summary>Puts other rows into the places of the batch: row i takes the state of row <c>rows[i]</c>.</summary>
    /// <param name="tape">Whose thread and engine do it.</param>
    /// <param name="rows">N row numbers from 0 to N − 1, repetitions allowed: beams that survive, in their new order.</param>
    public void Reorder(Tape tape, ReadOnlySpan<int> rows)
    {
        if (rows.Length != Batch)
        {
            throw new ArgumentException($"A batch of {Batch} needs {Batch} row numbers, not {rows.Length}.", nameof(rows));
        }
        Gather(tape, rows, this, 1 - _current);
        Swap();
    }

    /// <summary>A new state that holds some of this one's rows, in the order given, repetitions allowed.</summary>
    /// <param name="tape">Whose thread and engine do it.</param>
    /// <param name="rows">Row numbers from 0 to N − 1, at least one.</param>
    public RecurrentState Select(Tape tape, ReadOnlySpan<int> rows)
    {
        ArgumentOutOfRangeException.ThrowIfZero(rows.Length, nameof(rows));
        var selected = new RecurrentState(_buffers[0].Engine, _layout, rows.Length) { IsFresh = IsFresh };
        Gather(tape, rows, selected, selected._current);
        return selected;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        _buffers[0].Dispose();
        _buffers[1].Dispose();
    }

    /// <inheritdoc/>
    public override string ToString() => $"of {Layers} layers {_layout.Shape(Batch)}";

    /// <summary>Takes over rows of a larger batch, from one on.</summary>
    internal void TakeRows(RecurrentState whole, int first)
    {
        using var source = whole.All.Map();
        using var target = All.Map();
        _layout.CopyRows(new StateRows(source.Span, whole.Batch, first), new StateRows(target.Span, Batch, 0), Batch);
        IsFresh = whole.IsFresh;
    }

    /// <summary>Copies a smaller batch to its rows of this one, from one on.</summary>
    internal void PutRows(RecurrentState part, int first)
    {
        using var source = part.All.Map();
        using var target = All.Map();
        _layout.CopyRows(new StateRows(source.Span, part.Batch, 0), new StateRows(target.Span, Batch, first), part.Batch);
    }

    internal Tensor Next(int layer) => View(_buffers[1 - _current], layer);

    /// <summary>After the numbers have been written from outside: they are not to be replaced by learnt ones.</summary>
    internal void MarkGiven() => IsFresh = false;

    private void Swap() => _current = 1 - _current;

    private void Gather(Tape tape, ReadOnlySpan<int> rows, RecurrentState target, int buffer)
    {
        ArgumentNullException.ThrowIfNull(tape);
        foreach (var row in rows)
        {
            if ((uint)row >= (uint)Batch)
            {
                throw new ArgumentOutOfRangeException(nameof(rows), row, $"Row numbers must be 0 to {Batch - 1}.");
            }
        }
        for (var l = 0; l < Layers; l++)
        {
            _layout[l].Gather(tape.Session, this[l], Batch, target.View(target._buffers[buffer], l), rows);
        }
    }

    private Tensor View(NativeBuffer buffer, int layer)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)layer, (uint)Layers, nameof(layer));
        return new Tensor(buffer, _layout.Offset(layer, Batch), _layout[layer].Shape(Batch));
    }
}

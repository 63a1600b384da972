namespace NativeRnn;

/// <summary>The state of a stack of recurrent layers between calls: for each layer [S, D, N, H].</summary>
/// <remarks>
/// A forward pass reads the current value and writes the next one beside it; <see cref="Advance"/> makes the next
/// one current. No gradient flows through it: keeping a state is cutting its history.
/// </remarks>
public sealed class RecurrentState : IDisposable
{
    private readonly NativeBuffer[] _buffers;
    private readonly Shape _layerShape;
    private int _current;

    internal RecurrentState(Engine engine, Shape layerShape, int layers)
    {
        _layerShape = layerShape;
        Layers = layers;
        _buffers = [new NativeBuffer(engine, layerShape.Count * layers), new NativeBuffer(engine, layerShape.Count * layers)];
    }

    /// <summary>L, how many layers it belongs to.</summary>
    public int Layers { get; }

    /// <summary>N, sequences at a time.</summary>
    public int Batch => _layerShape[2];

    /// <summary>The current state of a layer, [S, D, N, H]: h, and for the LSTM behind it c.</summary>
    public Tensor this[int layer] => View(_buffers[_current], layer);

    /// <summary>All layers' current states as one tensor, [L, S, D, N, H]: what a checkpoint holds.</summary>
    public Tensor All => new(
        _buffers[_current], 0, new Shape(Layers, _layerShape[0], _layerShape[1], _layerShape[2], _layerShape[3]));

    /// <summary>Makes the state that the last forward pass wrote the current one.</summary>
    public void Advance() => _current = 1 - _current;

    /// <summary>Sets the current state to zero.</summary>
    public void Clear()
    {
        using var map = All.Map();
        map.Span.Clear();
    }

    /// <summary>Overwrites the current state with another's of the same sizes.</summary>
    public void CopyFrom(RecurrentState other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._layerShape != _layerShape || other.Layers != Layers)
        {
            throw new ArgumentException(
                $"A state of {other.Layers} layers {other._layerShape} does not fit {Layers} layers {_layerShape}.", nameof(other));
        }
        using var source = other.All.Map();
        using var target = All.Map();
        source.Span.CopyTo(target.Span);
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
        Gather(tape, rows, All, new Tensor(_buffers[1 - _current], 0, All.Shape));
        Advance();
    }

    /// <summary>A new state that holds some of this one's rows, in the order given, repetitions allowed.</summary>
    /// <param name="tape">Whose thread and engine do it.</param>
    /// <param name="rows">Row numbers from 0 to N − 1, at least one.</param>
    public RecurrentState Select(Tape tape, ReadOnlySpan<int> rows)
    {
        ArgumentOutOfRangeException.ThrowIfZero(rows.Length, nameof(rows));
        var shape = new Shape(_layerShape[0], _layerShape[1], rows.Length, _layerShape[3]);
        var selected = new RecurrentState(_buffers[0].Engine, shape, Layers);
        Gather(tape, rows, All, selected.All);
        return selected;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        _buffers[0].Dispose();
        _buffers[1].Dispose();
    }

    internal Tensor Next(int layer) => View(_buffers[1 - _current], layer);

    private void Gather(Tape tape, ReadOnlySpan<int> rows, Tensor source, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(tape);
        foreach (var row in rows)
        {
            if ((uint)row >= (uint)Batch)
            {
                throw new ArgumentOutOfRangeException(nameof(rows), row, $"Row numbers must be 0 to {Batch - 1}.");
            }
        }
        tape.Session.GatherRows(source, target, Layers * _layerShape[0] * _layerShape[1], Batch, rows);
    }

    private Tensor View(NativeBuffer buffer, int layer)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)layer, (uint)Layers, nameof(layer));
        return new Tensor(buffer, layer * _layerShape.Count, _layerShape);
    }
}

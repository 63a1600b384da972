namespace NativeRnn.Tests.Layers;

/// <summary>A stack of two layers over batches with lengths; all that one pass forward and backward gives.</summary>
internal sealed class LengthsRun : IDisposable
{
    internal const int Inputs = 5;
    internal const int Hidden = 7;

    private readonly Engine _engine = Engine.Open(EngineChoice.Default);
    private readonly ParameterStore _store;
    private readonly Variable[] _initial = new Variable[2];
    private readonly Variable[] _final = new Variable[2];

    internal LengthsRun(CellKind cell, Direction direction)
    {
        _store = new ParameterStore(_engine);
        Network = new RecurrentNetwork(_store, "rnn", new RecurrentNetworkOptions
        {
            Layer = new RecurrentLayerOptions { Cell = cell, Inputs = Inputs, Hidden = Hidden, Direction = direction },
            Layers = 2,
        });
        _store.Allocate();
        _store.Initialize(Initializer.XavierUniform, new RandomSource(4));
        Tape = new Tape(_engine);
    }

    internal Engine Engine => _engine;

    internal RecurrentNetwork Network { get; }

    internal Tape Tape { get; }

    internal int Outputs => Network.Options.Layer.Directions * Hidden;

    /// <summary>Floats of one row's state: parts times directions times hidden units, of both layers.</summary>
    internal int StateRow => (int)(2 * Network.Layers[0].StateShape(1).Count);

    /// <summary>Runs rows through the stack, with gradients of outputs and final states that follow from the row alone.</summary>
    internal LengthsResult Run(IReadOnlyList<SequenceRow> rows, int steps, bool withLengths = true)
    {
        Tape.Reset();
        _store.Gradients.CopyFrom(new float[_store.Gradients.Shape.Count]);
        int[] lengths = withLengths ? [.. rows.Select(row => row.Length)] : [];
        var input = Tape.Input(Tape.Constant(Padded(rows, steps, Inputs, row => row.Input), new Shape(steps, rows.Count, Inputs)).Value);
        var shape = Network.Layers[0].StateShape(rows.Count);
        for (var l = 0; l < 2; l++)
        {
            _initial[l] = Tape.Input(Tape.Constant(States(rows, l, row => row.State), shape).Value);
        }
        var output = Network.Forward(Tape, input, _initial, _final, lengths: lengths);
        Tape.AddGradient(output, Tape.Constant(Padded(rows, steps, Outputs, row => row.OutputGradient), output.Shape).Value);
        for (var l = 0; l < 2; l++)
        {
            Tape.AddGradient(_final[l], Tape.Constant(States(rows, l, row => row.StateGradient), shape).Value);
        }
        Tape.Backward();
        return new LengthsResult(
            [.. rows.Select((row, n) => OfRow(output.Value, n, row.Length))],
            [.. rows.Select((_, n) => States(_final.Select(state => state.Value), n))],
            [.. rows.Select((row, n) => OfRow(input.Gradient, n, row.Length))],
            [.. rows.Select((_, n) => States(_initial.Select(state => state.Gradient), n))],
            _store.Gradients.ToArray());
    }

    public void Dispose()
    {
        Tape.Dispose();
        _store.Dispose();
        _engine.Dispose();
    }

    // [T, N, width]; numbers that must not matter lie in the padding.
    private static float[] Padded(IReadOnlyList<SequenceRow> rows, int steps, int width, Func<SequenceRow, float[]> part)
    {
        var values = new float[steps * rows.Count * width];
        Array.Fill(values, 3);
        for (var n = 0; n < rows.Count; n++)
        {
            for (var t = 0; t < rows[n].Length; t++)
            {
                part(rows[n]).AsSpan(t * width, width).CopyTo(values.AsSpan((t * rows.Count + n) * width));
            }
        }
        return values;
    }

    // One layer's [S, D, N, H] of rows' [L, S, D, H].
    private float[] States(IReadOnlyList<SequenceRow> rows, int layer, Func<SequenceRow, float[]> part)
    {
        var parts = StateRow / Hidden / 2;
        var values = new float[parts * rows.Count * Hidden];
        for (var p = 0; p < parts; p++)
        {
            for (var n = 0; n < rows.Count; n++)
            {
                part(rows[n]).AsSpan((layer * parts + p) * Hidden, Hidden).CopyTo(values.AsSpan((p * rows.Count + n) * Hidden));
            }
        }
        return values;
    }

    // A row of [T, N, width]: its valid steps.
    private static float[] OfRow(Tensor tensor, int row, int length)
    {
        var (batch, width) = (tensor.Shape[1], tensor.Shape[2]);
        var values = tensor.ToArray();
        return [.. Enumerable.Range(0, length).SelectMany(t => values.Skip((t * batch + row) * width).Take(width))];
    }

    // A row of each layer's [S, D, N, H].
    private static float[] States(IEnumerable<Tensor> layers, int row) =>
        [.. layers.SelectMany(state => state.ToArray().Chunk(Hidden).Where((_, i) => i % state.Shape[2] == row).SelectMany(h => h))];
}

namespace NativeRnn.Cli;

/// <summary>What a language model remembers, token by token: the hidden state of its highest layer.</summary>
internal static class HiddenStates
{
    /// <summary>Reads a text from the state that the model begins with.</summary>
    /// <returns>[T, H], row-major, and H.</returns>
    internal static (float[] Values, int Hidden) Read(LanguageModel model, ReadOnlyMemory<int> ids)
    {
        var sizes = model.Options.HiddenSizes;
        var hidden = sizes.Count > 0 ? sizes[sizes.Count - 1] : model.Options.Hidden;
        using var tape = new Tape(model.Engine, isTraining: false);
        using var state = model.CreateState(batch: 1);
        List<float> states = [];
        for (var t = 0; t < ids.Length; t++)
        {
            tape.Reset();
            model.Forward(tape, ids.Slice(t, 1), steps: 1, batch: 1, state);
            state.Advance();
            states.AddRange(state[state.Layers - 1].ToArray().AsSpan(0, hidden)); // h stands before an LSTM's c
        }

        return ([.. states], hidden);
    }

    /// <summary>The units that move most over a text, the most moved first.</summary>
    /// <param name="values">[T, H].</param>
    /// <param name="hidden">H.</param>
    /// <param name="count">At most so many.</param>
    internal static int[] Liveliest(float[] values, int hidden, int count) =>
        [.. Enumerable.Range(0, hidden).OrderByDescending(unit => Variance(OfUnit(values, hidden, unit))).Take(count)];

    /// <summary>The numbers of one unit.</summary>
    /// <param name="values">[T, H].</param>
    /// <param name="hidden">H.</param>
    /// <param name="unit">0 to H − 1.</param>
    internal static float[] OfUnit(ReadOnlySpan<float> values, int hidden, int unit)
    {
        var row = new float[values.Length / hidden];
        for (var t = 0; t < row.Length; t++)
        {
            row[t] = values[t * hidden + unit];
        }

        return row;
    }

    private static float Variance(float[] row)
    {
        var mean = row.Average();
        return row.Sum(value => (value - mean) * (value - mean));
    }
}

namespace NativeRnn;

/// <summary>What the gates of a language model's lowest recurrent layer do while it reads a text.</summary>
/// <remarks>
/// oneDNN's primitives keep their gates to themselves: these are computed again, step by step, from the parameters, and
/// the state at the end is compared with the model's own. Meant for a short text and a picture. Immutable.
/// </remarks>
public sealed class GateActivations
{
    private const float Tolerance = 1e-3f; // float32 sums in another order, over some tens of steps

    private GateActivations(int steps, int hidden, IReadOnlyList<GateActivation> gates)
    {
        (Steps, Hidden, Gates) = (steps, hidden, gates);
    }

    /// <summary>T, tokens that were read.</summary>
    public int Steps { get; }

    /// <summary>H, units of the layer.</summary>
    public int Hidden { get; }

    /// <summary>
    /// The gates in the layer's order (LSTM: input, forget, candidate, output; GRU: update, reset, candidate; none for plain
    /// cells), then the cell state of an LSTM, then the hidden state.
    /// </summary>
    public IReadOnlyList<GateActivation> Gates { get; }

    /// <summary>Reads a text from the state that the model begins with.</summary>
    /// <param name="model">Not changed.</param>
    /// <param name="ids">At least one id of the model's vocabulary.</param>
    /// <exception cref="ArgumentException">There is no id, or one that the vocabulary lacks.</exception>
    /// <exception cref="NotSupportedException">The layer has parts beyond its cell's equations, so that they do not tell its gates.</exception>
    public static GateActivations Record(LanguageModel model, ReadOnlyMemory<int> ids)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfZero(ids.Length, nameof(ids));
        foreach (int id in ids.Span)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)id, (uint)model.Vocabulary.Count, nameof(ids));
        }

        var recorder = new GateRecorder(model);
        foreach (int id in ids.Span)
        {
            recorder.Step(id);
        }

        RequireSame(model, ids, recorder);
        return new GateActivations(ids.Length, recorder.Hidden, recorder.Gates());
    }

    internal static NotSupportedException Unknown() =>
        new("The lowest layer has more to it than the equations of its cell: its gates are not told by them.");

    private static void RequireSame(LanguageModel model, ReadOnlyMemory<int> ids, GateRecorder recorder)
    {
        using var tape = new Tape(model.Engine, isTraining: false);
        using RecurrentState state = model.CreateState(batch: 1);
        model.Forward(tape, ids, ids.Length, batch: 1, state);
        state.Advance();
        float[] own = state[0].ToArray(); // [S, 1, 1, H]: h first
        for (int unit = 0; unit < recorder.State.Length; unit++)
        {
            float error = Math.Abs(own[unit] - recorder.State[unit]);
            if (!(error <= Tolerance * (1 + Math.Abs(own[unit]))))
            {
                throw Unknown();
            }
        }
    }
}

namespace NativeRnn;

/// <summary>Measures how well a language model predicts a text.</summary>
public static class LanguageModelEvaluator
{
    private const int StepsPerWindow = 256; // long enough that the fixed cost of a call does not show

    /// <summary>Predicts every token from all those before it, the state carried from the first to the last.</summary>
    /// <param name="model">Not changed.</param>
    /// <param name="tokens">At least two ids of the model's vocabulary.</param>
    /// <param name="batch">
    /// Strips that the text is cut into and read side by side: faster for large models, but each strip begins
    /// without a past and up to batch − 1 tokens at the end are left out. 1, the default, is exact.
    /// </param>
    /// <param name="inference">How the model computes; in float32 by default.</param>
    /// <param name="cancellation">Stops between two windows.</param>
    /// <returns>The sum of −ln p and the number of tokens predicted.</returns>
    /// <exception cref="InvalidDataException">The text is too short.</exception>
    public static Loss Evaluate(
        LanguageModel model,
        ReadOnlyMemory<int> tokens,
        int batch = 1,
        InferenceOptions? inference = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        using var tape = new Tape(model.Engine, inference ?? InferenceOptions.Default);
        return Evaluate(tape, model, tokens, batch, cancellation);
    }

    /// <summary>The same on a tape of the caller's.</summary>
    internal static Loss Evaluate(
        Tape tape, LanguageModel model, ReadOnlyMemory<int> tokens, int batch, CancellationToken cancellation)
    {
        var length = (tokens.Length - 1) / batch; // predictions per strip
        if (length < 1)
        {
            throw new InvalidDataException(
                $"A text of {tokens.Length} tokens is too short to evaluate: it needs at least {batch + 1}.");
        }
        using var state = model.CreateState(batch);
        var buffer = new WindowBuffer(tokens, batch, length);
        var loss = default(Loss);
        for (var start = 0; start < length; start += StepsPerWindow)
        {
            cancellation.ThrowIfCancellationRequested();
            var steps = Math.Min(StepsPerWindow, length - start);
            buffer.Fill(start, steps);
            tape.Reset();
            var logits = model.Forward(tape, buffer.Inputs, steps, batch, state); // [T*N, V]
            loss += CrossEntropy.Forward(tape, logits, buffer.Targets.Span);
            state.Advance();
        }
        return loss;
    }

    private sealed class WindowBuffer(ReadOnlyMemory<int> tokens, int batch, int length)
    {
        private readonly int[] _inputs = new int[StepsPerWindow * batch];
        private readonly int[] _targets = new int[StepsPerWindow * batch];
        private int _count;

        internal ReadOnlyMemory<int> Inputs => _inputs.AsMemory(0, _count);

        internal ReadOnlyMemory<int> Targets => _targets.AsMemory(0, _count);

        internal void Fill(int start, int steps)
        {
            _count = steps * batch;
            var text = tokens.Span;
            for (var t = 0; t < steps; t++)
            {
                for (var n = 0; n < batch; n++)
                {
                    var position = n * length + start + t;
                    _inputs[t * batch + n] = text[position];
                    _targets[t * batch + n] = text[position + 1];
                }
            }
        }
    }
}

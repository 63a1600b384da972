namespace NativeRnn;

/// <summary>Measures how well a language model predicts a text.</summary>
public static class LanguageModelEvaluator
{
    private const int StepsPerWindow = 256; // long enough that the fixed cost of a call does not show

    // What a rank reads before its own part of a text: recurrent states forget what lies further back.
    private const int StepsOfPast = 1024;

    /// <summary>Predicts every token from all those before it, the state carried from the first to the last.</summary>
    /// <param name="model">Not changed.</param>
    /// <param name="tokens">At least two ids of the model's vocabulary.</param>
    /// <param name="batch">
    /// Strips that the text is cut into and read side by side: faster for large models, but each strip begins
    /// without a past and up to batch − 1 tokens at the end are left out. 1, the default, is exact.
    /// </param>
    /// <param name="inference">How the model computes; in float32 by default.</param>
    /// <param name="ranks">
    /// Ranks that share the work, all of which must call it and get the sum: each reads its own strips or, of one strip, a
    /// part of it behind the 1,024 tokens before that, so that the sum may differ in its last digits. Null, the default:
    /// this process does it alone.
    /// </param>
    /// <param name="cancellation">Stops between two windows.</param>
    /// <returns>The sum of −ln p and the number of tokens predicted.</returns>
    /// <exception cref="InvalidDataException">The text is too short.</exception>
    public static Loss Evaluate(
        LanguageModel model,
        ReadOnlyMemory<int> tokens,
        int batch = 1,
        InferenceOptions? inference = null,
        MpiCommunicator? ranks = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        using var tape = new Tape(model.Engine, inference ?? InferenceOptions.Default);
        RequireLength(tokens, batch);
        return ranks is null
            ? Evaluate(tape, model, tokens, batch, cancellation)
            : Evaluate(tape, model, PartOf(tokens, batch, ranks.Share), ranks, cancellation);
    }

    /// <summary>The same on a tape of the caller's.</summary>
    internal static Loss Evaluate(
        Tape tape, LanguageModel model, ReadOnlyMemory<int> tokens, int batch, CancellationToken cancellation)
    {
        RequireLength(tokens, batch);
        return Evaluate(tape, model, new Strips(tokens, batch, 0), cancellation);
    }

    private static Loss Evaluate(
        Tape tape, LanguageModel model, Strips part, MpiCommunicator ranks, CancellationToken cancellation)
    {
        var loss = default(Loss);
        ranks.Divide(() => loss = part.Batch == 0 ? default : Evaluate(tape, model, part, cancellation));
        Span<double> sums = [loss.Total, loss.Count];
        ranks.Sum(sums);
        return new Loss(sums[0], (long)sums[1]);
    }

    private static void RequireLength(ReadOnlyMemory<int> tokens, int batch)
    {
        if (tokens.Length <= batch)
        {
            throw new InvalidDataException(
                $"A text of {tokens.Length} tokens is too short to evaluate: it needs at least {batch + 1}.");
        }
    }

    // One strip is cut into parts that overlap by what is read first; several strips are dealt out whole.
    private static Strips PartOf(ReadOnlyMemory<int> tokens, int batch, RowShare share)
    {
        if (batch > 1)
        {
            var length = (tokens.Length - 1) / batch;
            var (first, count) = (share.First(batch), share.Count(batch));
            return new Strips(tokens.Slice(first * length, count * length + 1), count, 0);
        }
        var (begin, predictions) = (share.First(tokens.Length - 1), share.Count(tokens.Length - 1));
        var past = Math.Min(begin, StepsOfPast);
        return new Strips(tokens.Slice(begin - past, past + predictions + 1), predictions == 0 ? 0 : 1, past);
    }

    private static Loss Evaluate(Tape tape, LanguageModel model, Strips strips, CancellationToken cancellation)
    {
        var (tokens, batch, past) = strips;
        var length = (tokens.Length - 1) / batch; // predictions per strip
        using var state = model.CreateState(batch);
        var buffer = new WindowBuffer(tokens, batch, length);
        var loss = default(Loss);
        int steps;
        for (var start = 0; start < length; start += steps)
        {
            cancellation.ThrowIfCancellationRequested();
            steps = Math.Min(StepsPerWindow, (start < past ? past : length) - start);
            buffer.Fill(start, steps);
            tape.Reset();
            var logits = model.Forward(tape, buffer.Inputs, steps, batch, state); // [T*N, V]
            if (start >= past)
            {
                loss += CrossEntropy.Forward(tape, logits, buffer.Targets.Span);
            }
            state.Advance();
        }
        return loss;
    }

    // Batch: strips side by side; Past: predictions at each one's start that do not count.
    private readonly record struct Strips(ReadOnlyMemory<int> Tokens, int Batch, int Past);

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

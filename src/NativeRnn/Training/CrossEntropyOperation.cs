namespace NativeRnn;

/// <summary>
/// Loss and gradient in one pass; the gradient (softmax − target distribution) / count replaces the logits, without
/// / count where losses are summed.
/// </summary>
internal sealed class CrossEntropyOperation : Operation
{
    private Variable _logits;

    internal static Loss Apply(
        Tape tape, Variable logits, ReadOnlySpan<int> targets, int ignored, float labelSmoothing)
    {
        var gradient = tape.IsTraining ? logits.Value : default;
        var scale = tape.SumsLosses ? targets.Length - targets.Count(ignored) : 1; // the native gradient is the mean's
        var (total, count) = tape.Session.CrossEntropy(
            logits.Value, targets, new CrossEntropyTerms(ignored, labelSmoothing, scale), gradient);
        if (tape.IsTraining)
        {
            var operation = tape.TakeOperation<CrossEntropyOperation>();
            operation._logits = logits;
            tape.Record(operation);
        }
        return new Loss(total, count);
    }

    internal override void Backward(Tape tape) => tape.GiveGradient(_logits, _logits.Value);
}

namespace NativeRnn;

/// <summary>Loss and gradient in one pass, on the host since predictions are few; the gradient 2 (ŷ − y) / M, or without / M where losses are summed, replaces ŷ.</summary>
internal sealed class SquaredErrorOperation : Operation
{
    private Variable _predictions;

    internal static Loss Apply(Tape tape, Variable predictions, ReadOnlySpan<float> targets)
    {
        double total = 0;
        using (var map = predictions.Value.Map())
        {
            var scale = tape.SumsLosses ? 2.0f : 2.0f / targets.Length;
            var values = map.Span;
            for (var i = 0; i < targets.Length; i++)
            {
                var difference = values[i] - targets[i];
                total += (double)difference * difference;
                values[i] = tape.IsTraining ? scale * difference : values[i];
            }
        }
        if (tape.IsTraining)
        {
            var operation = tape.TakeOperation<SquaredErrorOperation>();
            operation._predictions = predictions;
            tape.Record(operation);
        }
        return new Loss(total, targets.Length);
    }

    internal override void Backward(Tape tape) => tape.GiveGradient(_predictions, _predictions.Value);
}

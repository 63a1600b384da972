namespace NativeRnn;

/// <summary>y = (x − μ) r ⊙ gain + shift with r = 1 / √(σ² + ε), μ and r kept of each row for the backward pass.</summary>
internal sealed class LayerNormOperation : Operation
{
    private LayerNorm _layer = null!;
    private Variable _input;
    private Variable _output;
    private Tensor _statistics; // [R, 2]
    private ReadOnlyMemory<int> _lengths;

    internal static Variable Apply(Tape tape, Variable input, LayerNorm layer, ReadOnlyMemory<int> lengths)
    {
        var output = tape.Take(input.Shape);
        var rows = checked((int)(input.Shape.Count / input.Shape.Last));
        var statistics = tape.IsTraining ? tape.Take(new Shape(rows, 2)) : default;
        tape.Session.LayerNorm(input.Value, layer.Parameters, output, statistics);
        SequenceLengths.ClearPadding(output, lengths.Span);
        var result = tape.Result(output);
        if (tape.IsTraining)
        {
            var operation = tape.TakeOperation<LayerNormOperation>();
            (operation._layer, operation._input) = (layer, input);
            (operation._output, operation._statistics, operation._lengths) = (result, statistics, lengths);
            tape.Record(operation);
        }
        return result;
    }

    internal override long GradientsEnd => Math.Max(_layer.Gain.End, _layer.Shift.End);

    internal override void Backward(Tape tape)
    {
        var gradient = _output.Gradient;
        if (gradient.IsEmpty)
        {
            return;
        }
        SequenceLengths.ClearPadding(gradient, _lengths.Span); // of numbers that do not depend on anything
        var target = tape.NeedsGradient(_input) ? tape.BeginGradient(_input) : default;
        var gradients = new LayerNormGradients(target, _layer.Gain.Gradient, _layer.Shift.Gradient);
        tape.Session.LayerNormBackward(_input.Value, _layer.Parameters, _statistics, gradient, gradients);
        if (!target.IsEmpty)
        {
            tape.EndGradient(_input, target);
        }
    }
}

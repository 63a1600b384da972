namespace NativeRnn;

/// <summary>U' = U ⊙ mask / (1 − p), everything else as it is; dU is dU' through the same mask.</summary>
internal sealed class WeightDropOperation : Operation
{
    private RecurrentLayer _layer = null!;
    private Variable _output;
    private float _rate;
    private DropoutMask _mask;

    internal static Variable Apply(Tape tape, RecurrentLayer layer, float rate, RandomSource random)
    {
        var operation = tape.TakeOperation<WeightDropOperation>();
        var (offset, shape) = layer.RecurrentWeights;
        (operation._layer, operation._rate) = (layer, rate);
        operation._mask = DropoutMask.Draw(random, shape.Count);
        var parameters = layer.Parameters;
        var output = tape.Take(parameters.Shape);
        tape.Session.Copy(parameters, output);
        tape.Session.Dropout(parameters.Slice(offset, shape), output.Slice(offset, shape), rate, operation._mask);
        operation._output = tape.Result(output);
        tape.Record(operation);
        return operation._output;
    }

    internal override long GradientsEnd => _layer.ParametersEnd;

    internal override void Backward(Tape tape)
    {
        var gradient = _output.Gradient;
        if (gradient.IsEmpty)
        {
            return;
        }
        var (offset, shape) = _layer.RecurrentWeights;
        var recurrent = gradient.Slice(offset, shape);
        tape.Session.Dropout(recurrent, recurrent, _rate, _mask);
        tape.Session.Add(gradient, _layer.ParameterGradients);
    }
}

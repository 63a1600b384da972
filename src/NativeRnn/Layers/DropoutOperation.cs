namespace NativeRnn;

/// <summary>y = x ⊙ mask / (1 − p), and the same of the gradient.</summary>
internal sealed class DropoutOperation : Operation
{
    private Variable _input;
    private Variable _output;
    private float _rate;
    private ulong _seed;
    private ulong _block;

    internal static Variable Apply(Tape tape, Variable input, float rate, RandomSource random)
    {
        const int NumbersPerBlock = 4; // of the generator
        var operation = tape.TakeOperation<DropoutOperation>();
        var blocks = ((ulong)input.Shape.Count + NumbersPerBlock - 1) / NumbersPerBlock;
        (operation._rate, operation._seed, operation._block) = (rate, random.Seed, random.ReserveBlocks(blocks));
        var output = tape.Take(input.Shape);
        tape.Session.Dropout(input.Value, output, rate, operation._seed, operation._block);
        (operation._input, operation._output) = (input, tape.Result(output));
        tape.Record(operation);
        return operation._output;
    }

    internal override void Backward(Tape tape)
    {
        var gradient = _output.Gradient;
        if (gradient.IsEmpty || !tape.NeedsGradient(_input))
        {
            return;
        }
        var target = tape.BeginGradient(_input);
        tape.Session.Dropout(gradient, target, _rate, _seed, _block);
        tape.EndGradient(_input, target);
    }
}

namespace NativeRnn;

/// <summary>A recurrent layer over whole sequences, forward and by backpropagation through time.</summary>
internal sealed class RecurrentOperation : Operation
{
    private RecurrentLayer _layer = null!;
    private Variable _input;
    private Variable _state;
    private RecurrentOutput _output;
    private RecurrentViews _views;
    private RecurrentCall _call;

    internal static RecurrentOutput Apply(
        Tape tape, RecurrentLayer layer, Variable input, Variable state, in RecurrentCall call)
    {
        var (steps, batch) = call.InputIds.IsEmpty ? (input.Shape[0], input.Shape[1]) : (call.InputIds.Length, 1);
        var views = new RecurrentViews
        {
            Parameters = call.Weights.IsMasked ? call.Weights.Parameters.Value : layer.Parameters,
            Input = input.Value,
            StateIn = state.Value,
            Output = tape.Take(new Shape(steps, batch, layer.Options.Directions * layer.Options.HiddenWidth)),
            StateOut = call.FinalState.IsEmpty ? tape.Take(state.Shape) : call.FinalState,
        };
        if (tape.IsTraining)
        {
            var count = tape.Session.RecurrentWorkspaceCount(layer.Handle, steps, batch, call.Lengths.Span);
            views.Workspace = tape.Take(new Shape(checked((int)count)));
        }
        tape.Session.RecurrentForward(layer.Handle, views, VersionOf(layer, call), call);
        var output = new RecurrentOutput(tape.Result(views.Output), tape.Result(views.StateOut));
        if (tape.IsTraining)
        {
            var operation = tape.TakeOperation<RecurrentOperation>();
            (operation._layer, operation._input, operation._state) = (layer, input, state);
            (operation._output, operation._views, operation._call) = (output, views, call);
            tape.Record(operation);
        }
        return output;
    }

    internal override long GradientsEnd => _layer.ParametersEnd;

    internal override void Backward(Tape tape)
    {
        var outputGradient = _output.Output.Gradient;
        var stateGradient = _output.State.Gradient;
        if (outputGradient.IsEmpty && stateGradient.IsEmpty)
        {
            return;
        }
        _views.OutputGradient = outputGradient.IsEmpty ? Zeros(tape, _views.Output.Shape) : outputGradient;
        _views.StateOutGradient = stateGradient;
        _views.ParametersGradient = _call.Weights.IsMasked
            ? tape.AccumulateGradient(_call.Weights.Parameters)
            : _layer.ParameterGradients;
        _views.InputGradient = tape.NeedsGradient(_input) ? tape.BeginGradient(_input) : default;
        _views.StateInGradient = tape.NeedsGradient(_state) ? tape.BeginGradient(_state) : default;
        tape.Session.RecurrentBackward(_layer.Handle, _views, VersionOf(_layer, _call), _call.Lengths.Span);
        End(tape, _input, _views.InputGradient);
        End(tape, _state, _views.StateInGradient);
    }

    private static ulong VersionOf(RecurrentLayer layer, in RecurrentCall call) =>
        call.Weights.IsMasked ? call.Weights.Version : layer.Store.Version;

    private static Tensor Zeros(Tape tape, Shape shape)
    {
        var tensor = tape.Take(shape);
        tape.Session.Fill(tensor, 0);
        return tensor;
    }

    private static void End(Tape tape, Variable variable, Tensor contribution)
    {
        if (!contribution.IsEmpty)
        {
            tape.EndGradient(variable, contribution);
        }
    }
}

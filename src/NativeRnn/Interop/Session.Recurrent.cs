using NativeRnn.Bindings;

namespace NativeRnn;

internal sealed unsafe partial class Session
{
    /// <summary>Floats that a training forward pass leaves for its backward pass.</summary>
    internal long RecurrentWorkspaceCount(RecurrentHandle layer, int steps, int batch, ReadOnlySpan<int> lengths)
    {
        var shape = RecurrentShape(steps, batch, version: 0, training: true);
        nuint count;
        using var call = Begin();
        fixed (int* pinned = lengths)
        {
            shape.Lengths = pinned;
            NativeCall.Check(
                Native.RecurrentWorkspaceCount(call.Session, call.Lease(layer), (nint)(&shape), &count),
                "nrnn_recurrent_workspace_count");
        }
        return (long)count;
    }

    /// <summary>A training pass where the workspace is given, inference otherwise; empty lengths: all steps.</summary>
    internal void RecurrentForward(RecurrentHandle layer, in RecurrentViews views, ulong version, in RecurrentCall call)
    {
        var shape = RecurrentShape(views.Output.Shape[0], views.Output.Shape[1], version, !views.Workspace.IsEmpty);
        if (Precision == Precision.Int8)
        {
            var range = _quantization!.RangeOf(layer);
            (shape.ValueScale, shape.ValueShift) = (range.Scale, range.Shift);
        }
        RunRecurrentForward(layer, views, shape, call);
        _recorder?.Observe(layer, views.Input);
        _recorder?.Observe(layer, views.StateIn.Slice(0, HiddenStates(views.Output.Shape)));
        _recorder?.Observe(layer, views.Output);
    }

    // What comes first, as many as a step's outputs [N, D·O]; an LSTM's cell states behind them stay float32.
    private static Shape HiddenStates(Shape outputs) => new(outputs[1], outputs[2]);

    private void RunRecurrentForward(
        RecurrentHandle layer, in RecurrentViews views, NativeRecurrentShape shape, in RecurrentCall told)
    {
        using var call = Begin();
        var native = stackalloc NativeTensor[(int)NativeRecurrentView.ForwardViews];
        LeaseForward(call, views, native);
        fixed (int* lengths = told.Lengths.Span, ids = told.InputIds.Span)
        {
            shape.Lengths = lengths;
            shape.InputIds = ids;
            shape.InputClasses = ids == null ? 0 : (nuint)views.Input.Shape[0];
            NativeCall.Check(
                Native.RecurrentForward(
                    call.Session, call.Lease(layer), (nint)(&shape), (nint)native, (nuint)NativeRecurrentView.ForwardViews),
                "nrnn_recurrent_forward");
        }
    }

    internal void RecurrentBackward(
        RecurrentHandle layer, in RecurrentViews views, ulong version, ReadOnlySpan<int> lengths)
    {
        var shape = RecurrentShape(views.Input.Shape[0], views.Input.Shape[1], version, training: true);
        using var call = Begin();
        var native = stackalloc NativeTensor[(int)NativeRecurrentView.BackwardViews];
        LeaseForward(call, views, native);
        native[(int)NativeRecurrentView.OutputGradient] = call.View(views.OutputGradient);
        native[(int)NativeRecurrentView.StateOutGradient] = call.View(views.StateOutGradient);
        native[(int)NativeRecurrentView.InputGradient] = call.View(views.InputGradient);
        native[(int)NativeRecurrentView.StateInGradient] = call.View(views.StateInGradient);
        native[(int)NativeRecurrentView.ParametersGradient] = call.View(views.ParametersGradient);
        fixed (int* pinned = lengths)
        {
            shape.Lengths = pinned;
            NativeCall.Check(
                Native.RecurrentBackward(
                    call.Session, call.Lease(layer), (nint)(&shape), (nint)native, (nuint)NativeRecurrentView.BackwardViews),
                "nrnn_recurrent_backward");
        }
    }

    private static void LeaseForward(Call call, in RecurrentViews views, NativeTensor* native)
    {
        native[(int)NativeRecurrentView.Parameters] = call.View(views.Parameters);
        native[(int)NativeRecurrentView.Input] = call.View(views.Input);
        native[(int)NativeRecurrentView.StateIn] = call.View(views.StateIn);
        native[(int)NativeRecurrentView.Output] = call.View(views.Output);
        native[(int)NativeRecurrentView.StateOut] = call.View(views.StateOut);
        native[(int)NativeRecurrentView.Workspace] = call.View(views.Workspace);
    }

    private NativeRecurrentShape RecurrentShape(int steps, int batch, ulong version, bool training) => new()
    {
        StructSize = (nuint)sizeof(NativeRecurrentShape),
        Steps = (nuint)steps,
        Batch = (nuint)batch,
        WeightsVersion = version,
        Training = training ? 1 : 0,
        Precision = (int)Precision,
    };
}

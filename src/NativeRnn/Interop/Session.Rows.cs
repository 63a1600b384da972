using NativeRnn.Bindings;

namespace NativeRnn;

internal sealed unsafe partial class Session
{
    /// <summary>target [groups, width] += the sums over the rows of source [groups, rows, width].</summary>
    internal void SumGroups(Tensor source, Tensor target, int groups)
    {
        var width = target.Shape.Count / groups;
        var shape = new NativeGroupsShape
        {
            StructSize = (nuint)sizeof(NativeGroupsShape),
            Groups = (nuint)groups,
            Rows = (nuint)(source.Shape.Count / target.Shape.Count),
            Width = (nuint)width,
        };
        using var call = Begin();
        NativeCall.Check(
            Native.SumGroups(call.Session, (nint)(&shape), call.View(source), call.View(target)), "nrnn_sum_groups");
    }

    /// <summary>output [R, W] = the sum of the parts of each row of input [R, parts · W].</summary>
    internal void FoldColumns(Tensor input, Tensor output, int parts)
    {
        var shape = FoldShape(output.Shape, parts);
        using var call = Begin();
        NativeCall.Check(
            Native.FoldColumns(call.Session, (nint)(&shape), call.View(input), call.View(output)), "nrnn_fold_columns");
    }

    /// <summary>Each part of a row of inputGradient [R, parts · W] = that row of outputGradient [R, W].</summary>
    internal void RepeatColumns(Tensor outputGradient, Tensor inputGradient, int parts)
    {
        var shape = FoldShape(outputGradient.Shape, parts);
        using var call = Begin();
        NativeCall.Check(
            Native.RepeatColumns(call.Session, (nint)(&shape), call.View(outputGradient), call.View(inputGradient)),
            "nrnn_repeat_columns");
    }

    /// <summary>Rows of the input's last axis; statistics [R, 2] are for the backward pass, empty in inference.</summary>
    internal void LayerNorm(Tensor input, in LayerNormParameters parameters, Tensor output, Tensor statistics)
    {
        var shape = LayerNormShape(input.Shape, parameters.Epsilon);
        using var call = Begin();
        NativeCall.Check(
            Native.LayerNormForward(
                call.Session,
                (nint)(&shape),
                call.View(input),
                call.View(parameters.Gain),
                call.View(parameters.Shift),
                call.View(output),
                call.View(statistics)),
            "nrnn_layer_norm_forward");
    }

    /// <summary>Overwrites the input's gradient where it is given and adds to those of gain and shift.</summary>
    internal void LayerNormBackward(
        Tensor input, in LayerNormParameters parameters, Tensor statistics, Tensor outputGradient, in LayerNormGradients gradients)
    {
        var shape = LayerNormShape(input.Shape, parameters.Epsilon);
        using var call = Begin();
        NativeCall.Check(
            Native.LayerNormBackward(
                call.Session,
                (nint)(&shape),
                call.View(input),
                call.View(parameters.Gain),
                call.View(statistics),
                call.View(outputGradient),
                call.View(gradients.Input),
                call.View(gradients.Gain),
                call.View(gradients.Shift)),
            "nrnn_layer_norm_backward");
    }

    private static NativeFoldShape FoldShape(Shape folded, int parts) => new()
    {
        StructSize = (nuint)sizeof(NativeFoldShape),
        Rows = (nuint)(folded.Count / folded.Last),
        Width = (nuint)folded.Last,
        Parts = (nuint)parts,
    };

    private static NativeLayerNormShape LayerNormShape(Shape input, float epsilon) => new()
    {
        StructSize = (nuint)sizeof(NativeLayerNormShape),
        Rows = (nuint)(input.Count / input.Last),
        Width = (nuint)input.Last,
        Epsilon = epsilon,
    };
}

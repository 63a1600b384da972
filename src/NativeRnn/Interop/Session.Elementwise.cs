using NativeRnn.Bindings;

namespace NativeRnn;

internal sealed unsafe partial class Session
{
    internal void Fill(Tensor target, float value)
    {
        using var call = Begin();
        NativeCall.Check(Native.Fill(call.Session, call.View(target), value), "nrnn_fill");
    }

    internal void Copy(Tensor source, Tensor target)
    {
        using var call = Begin();
        NativeCall.Check(Native.Copy(call.Session, call.View(source), call.View(target)), "nrnn_copy");
    }

    /// <summary>target += source.</summary>
    internal void Add(Tensor source, Tensor target)
    {
        using var call = Begin();
        NativeCall.Check(Native.Add(call.Session, call.View(source), call.View(target)), "nrnn_add");
    }

    /// <summary>target [groups, index.Length, width] takes the rows of source [groups, sourceRows, width] by index.</summary>
    internal void GatherRows(Tensor source, Tensor target, int groups, int sourceRows, ReadOnlySpan<int> index)
    {
        var shape = new NativeRowsShape
        {
            StructSize = (nuint)sizeof(NativeRowsShape),
            Groups = (nuint)groups,
            SourceRows = (nuint)sourceRows,
            TargetRows = (nuint)index.Length,
            Width = (nuint)(source.Shape.Count / groups / sourceRows),
        };
        using var call = Begin();
        fixed (int* rows = index)
        {
            NativeCall.Check(
                Native.GatherRows(call.Session, (nint)(&shape), call.View(source), call.View(target), rows),
                "nrnn_gather_rows");
        }
    }

    internal void Tanh(Tensor input, Tensor output)
    {
        using var call = Begin();
        NativeCall.Check(Native.Tanh(call.Session, call.View(input), call.View(output)), "nrnn_tanh");
    }

    /// <summary>inputGradient = outputGradient (1 − output²).</summary>
    internal void TanhBackward(Tensor output, Tensor outputGradient, Tensor inputGradient)
    {
        using var call = Begin();
        NativeCall.Check(
            Native.TanhBackward(call.Session, call.View(output), call.View(outputGradient), call.View(inputGradient)),
            "nrnn_tanh_backward");
    }

    /// <summary>output [R, A + B] from left [R, A] and right [Q, B]; empty index: row r takes r % Q.</summary>
    internal void ConcatRows(Tensor left, Tensor right, Tensor output, ReadOnlySpan<int> index)
    {
        var shape = ConcatShape(left.Shape, right.Shape);
        using var call = Begin();
        fixed (int* rows = index)
        {
            shape.Index = rows;
            NativeCall.Check(
                Native.ConcatRows(
                    call.Session, (nint)(&shape), call.View(left), call.View(right), call.View(output)),
                "nrnn_concat_rows");
        }
    }

    /// <summary>Overwrites what is given of the two gradients; right rows are summed over those that took them.</summary>
    internal void ConcatRowsBackward(
        Shape left, Shape right, Tensor outputGradient, Tensor leftGradient, Tensor rightGradient)
    {
        var shape = ConcatShape(left, right);
        using var call = Begin();
        NativeCall.Check(
            Native.ConcatRowsBackward(
                call.Session,
                (nint)(&shape),
                call.View(outputGradient),
                call.View(leftGradient),
                call.View(rightGradient)),
            "nrnn_concat_rows_backward");
    }

    private static NativeConcatShape ConcatShape(Shape left, Shape right) => new()
    {
        StructSize = (nuint)sizeof(NativeConcatShape),
        Rows = (nuint)(left.Count / left.Last),
        LeftWidth = (nuint)left.Last,
        RightRows = (nuint)(right.Count / right.Last),
        RightWidth = (nuint)right.Last,
    };

    /// <summary>output [count, classes].</summary>
    internal void OneHot(ReadOnlySpan<int> ids, int classes, Tensor output)
    {
        using var call = Begin();
        fixed (int* pointer = ids)
        {
            NativeCall.Check(
                Native.OneHot(call.Session, pointer, (nuint)ids.Length, (nuint)classes, call.View(output)), "nrnn_one_hot");
        }
    }

    /// <summary>Element i takes number i % count of the mask.</summary>
    internal void Dropout(Tensor input, Tensor output, float rate, in DropoutMask mask)
    {
        var desc = new NativeDropoutDesc
        {
            StructSize = (nuint)sizeof(NativeDropoutDesc),
            Seed = mask.Seed,
            Position = mask.Block,
            Rate = rate,
            Period = mask.Count < input.Shape.Count ? (ulong)mask.Count : 0,
        };
        using var call = Begin();
        NativeCall.Check(
            Native.Dropout(call.Session, (nint)(&desc), call.View(input), call.View(output)), "nrnn_dropout");
    }
}

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

    internal void Dropout(Tensor input, Tensor output, float rate, ulong seed, ulong block)
    {
        var desc = new NativeDropoutDesc
        {
            StructSize = (nuint)sizeof(NativeDropoutDesc),
            Seed = seed,
            Position = block,
            Rate = rate,
        };
        using var call = Begin();
        NativeCall.Check(
            Native.Dropout(call.Session, (nint)(&desc), call.View(input), call.View(output)), "nrnn_dropout");
    }
}

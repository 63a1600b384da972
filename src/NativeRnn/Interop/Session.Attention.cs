using NativeRnn.Bindings;

namespace NativeRnn;

internal sealed unsafe partial class Session
{
    /// <summary>Weights and context. Empty lengths: all steps; empty sentences: row r belongs to r % N.</summary>
    internal void AttentionForward(in AttentionViews views, ReadOnlySpan<int> lengths, ReadOnlySpan<int> sentences)
    {
        var shape = AttentionShape(views);
        using var call = Begin();
        var native = stackalloc NativeTensor[(int)NativeAttentionView.ForwardViews];
        LeaseOperands(call, views, native);
        native[(int)NativeAttentionView.Context] = call.View(views.Context);
        fixed (int* lengthOf = lengths)
        fixed (int* sentenceOf = sentences)
        {
            shape.Lengths = lengthOf;
            shape.Sentences = sentenceOf;
            NativeCall.Check(
                Native.AttentionForward(
                    call.Session, (nint)(&shape), (nint)native, (nuint)NativeAttentionView.ForwardViews),
                "nrnn_attention_forward");
        }
    }

    /// <summary>The query's gradient is overwritten, the others are added to.</summary>
    internal void AttentionBackward(in AttentionViews views, ReadOnlySpan<int> lengths, ReadOnlySpan<int> sentences)
    {
        var shape = AttentionShape(views);
        using var call = Begin();
        var native = stackalloc NativeTensor[(int)NativeAttentionView.BackwardViews];
        LeaseOperands(call, views, native);
        native[(int)NativeAttentionView.ContextGradient] = call.View(views.ContextGradient);
        native[(int)NativeAttentionView.QueryGradient] = call.View(views.QueryGradient);
        native[(int)NativeAttentionView.KeysGradient] = call.View(views.KeysGradient);
        native[(int)NativeAttentionView.ValuesGradient] = call.View(views.ValuesGradient);
        native[(int)NativeAttentionView.ScorerGradient] = call.View(views.ScorerGradient);
        fixed (int* lengthOf = lengths)
        fixed (int* sentenceOf = sentences)
        {
            shape.Lengths = lengthOf;
            shape.Sentences = sentenceOf;
            NativeCall.Check(
                Native.AttentionBackward(
                    call.Session, (nint)(&shape), (nint)native, (nuint)NativeAttentionView.BackwardViews),
                "nrnn_attention_backward");
        }
    }

    private static void LeaseOperands(Call call, in AttentionViews views, NativeTensor* native)
    {
        native[(int)NativeAttentionView.Query] = call.View(views.Query);
        native[(int)NativeAttentionView.Keys] = call.View(views.Keys);
        native[(int)NativeAttentionView.Values] = call.View(views.Values);
        native[(int)NativeAttentionView.Scorer] = call.View(views.Scorer);
        native[(int)NativeAttentionView.Weights] = call.View(views.Weights);
    }

    private static NativeAttentionShape AttentionShape(in AttentionViews views) => new()
    {
        StructSize = (nuint)sizeof(NativeAttentionShape),
        Kind = (int)(views.Scorer.IsEmpty ? NativeAttentionKind.Dot : NativeAttentionKind.Additive),
        Rows = (nuint)views.Weights.Shape[0],
        Steps = (nuint)views.Keys.Shape[0],
        Batch = (nuint)views.Keys.Shape[1],
        KeyWidth = (nuint)views.Keys.Shape.Last,
        ValueWidth = (nuint)views.Values.Shape.Last,
    };
}

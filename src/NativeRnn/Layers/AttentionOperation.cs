namespace NativeRnn;

/// <summary>Scores, masked softmax and weighted sum in one native call, and their gradients in another.</summary>
internal sealed class AttentionOperation : Operation
{
    private Attention _layer = null!;
    private AttentionSource _source;
    private Variable _query;
    private Variable _context;
    private AttentionViews _views;

    internal static AttentionOutput Apply(Tape tape, Attention layer, in AttentionSource source, Variable query)
    {
        var rows = checked((int)(query.Shape.Count / query.Shape.Last));
        var views = new AttentionViews
        {
            Query = query.Value,
            Keys = source.Keys.Value,
            Values = source.Memory.Value,
            Scorer = layer.Scorer?.Value ?? default,
            Weights = tape.Take(new Shape(rows, source.Memory.Shape[0])), // [R, T]
            Context = tape.Take(new Shape(rows, source.Memory.Shape.Last)), // [R, M]
        };
        tape.Session.AttentionForward(views, source.Lengths.Span, source.Sentences.Span);
        var context = tape.Result(views.Context);
        if (tape.IsTraining)
        {
            var operation = tape.TakeOperation<AttentionOperation>();
            (operation._layer, operation._source) = (layer, source);
            (operation._query, operation._context, operation._views) = (query, context, views);
            tape.Record(operation);
        }
        return new AttentionOutput(context, views.Weights);
    }

    internal override long GradientsEnd => _layer.Scorer?.End ?? 0;

    internal override void Backward(Tape tape)
    {
        _views.ContextGradient = _context.Gradient;
        if (_views.ContextGradient.IsEmpty)
        {
            return;
        }
        _views.KeysGradient = Accumulated(tape, _source.Keys);
        _views.ValuesGradient = Accumulated(tape, _source.Memory);
        _views.ScorerGradient = _layer.Scorer?.Gradient ?? default;
        var needsQuery = tape.NeedsGradient(_query);
        _views.QueryGradient = needsQuery ? tape.BeginGradient(_query) : Unread(tape, _query);
        tape.Session.AttentionBackward(_views, _source.Lengths.Span, _source.Sentences.Span);
        if (needsQuery)
        {
            tape.EndGradient(_query, _views.QueryGradient);
        }
    }

    private Tensor Accumulated(Tape tape, Variable variable) =>
        tape.NeedsGradient(variable) ? tape.AccumulateGradient(variable) : Unread(tape, variable);

    // Additive attention computes the gradients of all its operands together, whoever reads them.
    private Tensor Unread(Tape tape, Variable variable) =>
        _layer.Scorer is null ? default : tape.Take(variable.Shape);
}

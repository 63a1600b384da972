namespace NativeRnn;

/// <summary>y_i = table row of id_i; the backward pass adds dy_i to that row's gradient.</summary>
internal sealed class EmbeddingOperation : Operation
{
    private Embedding _layer = null!;
    private ReadOnlyMemory<int> _ids;
    private Variable _output;

    internal static Variable Apply(Tape tape, Embedding layer, ReadOnlyMemory<int> ids, Shape shape)
    {
        TokenIds.Validate(ids.Span, shape, layer.Table.Shape[0]);
        var output = tape.Take(shape); // [T, N, E]
        tape.Session.EmbeddingForward(ids.Span, layer.Table.Value, output);
        var result = tape.Result(output);
        if (tape.IsTraining)
        {
            var operation = tape.TakeOperation<EmbeddingOperation>();
            (operation._layer, operation._ids, operation._output) = (layer, ids, result);
            tape.Record(operation);
        }
        return result;
    }

    internal override long GradientsEnd => _layer.Table.End;

    internal override void Backward(Tape tape)
    {
        var gradient = _output.Gradient;
        if (!gradient.IsEmpty)
        {
            tape.Session.EmbeddingBackward(_ids.Span, gradient, _layer.Table.Gradient);
        }
    }
}

namespace NativeRnn.Tests.Training;

/// <summary>Every operation that a decoder with attention is made of, in one training step.</summary>
internal sealed class AttendingModel : IDisposable
{
    private const int Steps = 6;
    private const int Batch = 4;
    private const int Width = 16;
    private const int Classes = 9;

    private readonly ParameterStore _store;
    private readonly Embedding _embedding;
    private readonly Attention _attention;
    private readonly Linear _joint;
    private readonly Linear _output;
    private readonly int[] _ids = new int[Steps * Batch];
    private readonly int[] _lengths = [6, 3, 0, 5];

    internal AttendingModel(Engine engine, AttentionKind kind)
    {
        _store = new ParameterStore(engine);
        _embedding = new Embedding(_store, "embedding", Classes, Width);
        _attention = new Attention(_store, "attention", new AttentionOptions
        {
            Kind = kind,
            QuerySize = Width,
            MemorySize = Width,
        });
        _joint = new Linear(_store, "joint", 2 * Width, Width);
        _output = Linear.Tied(_store, "output", _embedding);
        _store.Allocate();
        _store.Initialize(Initializer.XavierUniform, new RandomSource(1));
    }

    public void Dispose() => _store.Dispose();

    internal void Step(Tape tape)
    {
        tape.Reset();
        var memory = _embedding.Forward(tape, _ids, Steps, Batch); // [T, N, E]
        var keys = _attention.Keys(tape, memory);
        var parts = new PartArray();
        for (var step = 0; step < Steps; step++)
        {
            var query = Slice.Forward(tape, memory, step * Batch * Width, new Shape(Batch, Width));
            var context = _attention.Forward(tape, query, keys, memory, _lengths).Context; // [N, E]
            parts[step] = Activation.Tanh(tape, _joint.Forward(tape, Concatenation.Forward(tape, query, context)));
        }
        var hidden = Stack.Forward(tape, parts, new Shape(Steps, Batch, Width));
        CrossEntropy.Forward(tape, _output.Forward(tape, hidden), _ids, labelSmoothing: 0.1f);
        tape.Backward();
    }

    [System.Runtime.CompilerServices.InlineArray(Steps)]
    private struct PartArray
    {
        private Variable _first;
    }
}

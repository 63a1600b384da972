using NativeRnn.Tests.Tensors;
using NUnit.Framework;

namespace NativeRnn.Tests.Layers;

[Category("Numerics")]
internal sealed class AttentionTests
{
    private const double Tolerance = 1e-5; // float32 sums and an approximated tanh
    private const int Steps = 5;
    private const int Batch = 3;

    private static readonly int[] _lengths = [5, 0, 3];
    private static readonly int[] _sentences = [2, 0, 0, 1, 2, 0, 1];

    private Engine _engine = null!;
    private ParameterStore _store = null!;
    private Tape _tape = null!;

    [SetUp]
    public void Create()
    {
        _engine = Engine.Open(EngineChoice.Default);
        _store = new ParameterStore(_engine);
        _tape = new Tape(_engine, isTraining: false);
    }

    [TearDown]
    public void Dispose()
    {
        _tape.Dispose();
        _store.Dispose();
        _engine.Dispose();
    }

    [Test, Combinatorial]
    public void Agrees_with_a_naive_computation(
        [Values(AttentionKind.Dot, AttentionKind.General, AttentionKind.Additive)] AttentionKind kind,
        [Values] bool hasLengths,
        [Values] bool hasSentences)
    {
        var layer = Layer(kind);
        var options = layer.Options;
        var rows = hasSentences ? _sentences.Length : 2 * Batch;
        var memory = DifferenceCheck.Numbers(Steps * Batch * options.MemorySize, 1);
        var query = DifferenceCheck.Numbers(rows * options.QuerySize, 2);
        var source = _tape.Constant(memory, new Shape(Steps, Batch, options.MemorySize));
        var output = layer.Forward(
            _tape,
            _tape.Constant(query, new Shape(rows, options.QuerySize)),
            layer.Keys(_tape, source),
            source,
            hasLengths ? _lengths : default,
            hasSentences ? _sentences : default);
        var (context, weights) = (output.Context.Value.ToArray(), output.Weights.ToArray());
        var naive = new NaiveAttention(options, _store, memory, Steps, Batch);
        for (var row = 0; row < rows; row++)
        {
            var sentence = hasSentences ? _sentences[row] : row % Batch;
            var expected = naive.Attend(
                query.AsSpan(row * options.QuerySize, options.QuerySize), sentence, hasLengths ? _lengths[sentence] : Steps);
            Assert.That(
                context.Skip(row * options.MemorySize).Take(options.MemorySize),
                Is.EqualTo(expected.Context).AsCollection.Within(Tolerance), $"context of row {row}");
            Assert.That(
                weights.Skip(row * Steps).Take(Steps),
                Is.EqualTo(expected.Weights).AsCollection.Within(Tolerance), $"weights of row {row}");
        }
    }

    [TestCase(AttentionKind.Dot)]
    [TestCase(AttentionKind.General)]
    [TestCase(AttentionKind.Additive)]
    public void Padding_changes_nothing(AttentionKind kind)
    {
        var layer = Layer(kind);
        var (h, m) = (layer.Options.QuerySize, layer.Options.MemorySize);
        var query = _tape.Constant(DifferenceCheck.Numbers(Batch * h, 2), new Shape(Batch, h));
        var memory = DifferenceCheck.Numbers(Steps * Batch * m, 1);
        float[] Context()
        {
            var source = _tape.Constant(memory, new Shape(Steps, Batch, m));
            return layer.Forward(_tape, query, layer.Keys(_tape, source), source, _lengths).Context.Value.ToArray();
        }

        var before = Context();
        for (var step = 0; step < Steps; step++)
        {
            for (var sentence = 0; sentence < Batch; sentence++)
            {
                if (step >= _lengths[sentence])
                {
                    memory.AsSpan((step * Batch + sentence) * m, m).Fill(1e30f);
                }
            }
        }
        Assert.That(Context(), Is.EqualTo(before));
        Assert.That(before.Skip(m).Take(m), Is.All.Zero, "a sentence of length 0 has no context");
    }

    [Test]
    public void An_encoders_results_are_read_on_another_tape()
    {
        var layer = Layer(AttentionKind.Additive);
        using var encoder = new Tape(_engine, isTraining: false);
        var memory = encoder.Constant(DifferenceCheck.Numbers(Steps * 4, 1), new Shape(Steps, 1, 4));
        var keys = layer.Keys(encoder, memory);
        var query = DifferenceCheck.Numbers(6, 2);
        var expected = layer.Forward(encoder, encoder.Constant(query, new Shape(1, 6)), keys, memory);
        var here = _tape.Constant(query, new Shape(1, 6));
        var actual = layer.Forward(_tape, _tape.Import(here), _tape.Import(keys), _tape.Import(memory));
        Assert.That(actual.Context.Value.ToArray(), Is.EqualTo(expected.Context.Value.ToArray()));
        Assert.That(_tape.Import(here), Is.EqualTo(here), "a tape's own variable stays itself");
    }

    [Test]
    public void Parameters_are_named_by_kind()
    {
        Layer(AttentionKind.Additive);
        Assert.That(
            _store.Parameters.Select(parameter => $"{parameter.Name} {parameter.Shape}"),
            Is.EqualTo(["attention.query.weight [6, 7]", "attention.key.weight [4, 7]", "attention.scorer.weight [7, 1]"]));
    }

    [Test]
    public void Hidden_size_is_the_querys_unless_given()
    {
        var options = new AttentionOptions { Kind = AttentionKind.Additive, QuerySize = 6, MemorySize = 4 };
        Assert.That(options.HiddenSize, Is.EqualTo(6));
        Assert.That((options with { HiddenSize = 3 }).HiddenSize, Is.EqualTo(3));
    }

    [Test]
    public void Dot_attention_over_another_size_names_the_kinds_that_can()
    {
        var options = new AttentionOptions { Kind = AttentionKind.Dot, QuerySize = 6, MemorySize = 4 };
        Assert.That(
            () => new Attention(_store, "attention", options),
            Throws.ArgumentException.With.Message.Contains("use general or additive attention"));
    }

    [TestCase(AttentionKind.None)]
    [TestCase((AttentionKind)9)]
    public void A_layer_of_no_kind_is_refused(AttentionKind kind) => Assert.That(
        () => new AttentionOptions { Kind = kind, QuerySize = 1, MemorySize = 1 },
        Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("Dot, General or Additive"));

    [Test]
    public void What_does_not_fit_is_named()
    {
        var layer = Layer(AttentionKind.Additive);
        var memory = _tape.Constant(new float[Steps * Batch * 4], new Shape(Steps, Batch, 4));
        var other = _tape.Constant(new float[2 * Batch * 7], new Shape(2, Batch, 7));
        var keys = layer.Keys(_tape, memory);
        var query = _tape.Constant(new float[4 * 6], new Shape(4, 6));
        void Refuses(Action call, string parameter) =>
            Assert.That(call, Throws.InstanceOf<ArgumentException>().With.Property("ParamName").EqualTo(parameter));

        Refuses(() => layer.Keys(_tape, query), "memory");
        Refuses(() => layer.Forward(_tape, memory, keys, memory), "query");
        Refuses(() => layer.Forward(_tape, query, memory, memory), "keys");
        Refuses(() => layer.Forward(_tape, query, other, memory), "keys");
        Refuses(() => layer.Forward(_tape, query, keys, query), "memory");
        Refuses(() => layer.Forward(_tape, query, keys, memory), "sentences");
        Refuses(() => layer.Forward(_tape, query, keys, memory, sentences: new[] { 0, 1, 2 }), "sentences");
        Refuses(() => layer.Forward(_tape, query, keys, memory, sentences: new[] { 0, 1, 2, 3 }), "sentences");
        Refuses(() => layer.Forward(_tape, query, keys, memory, new[] { 1, 2 }, new int[4]), "lengths");
        Refuses(() => layer.Forward(_tape, query, keys, memory, new[] { 1, 2, 6 }, new int[4]), "lengths");
    }

    private Attention Layer(AttentionKind kind)
    {
        var layer = new Attention(_store, "attention", new AttentionOptions
        {
            Kind = kind,
            QuerySize = kind == AttentionKind.Dot ? 4 : 6,
            MemorySize = 4,
            HiddenSize = 7,
        });
        if (_store.Parameters.Count > 0)
        {
            _store.Allocate();
            _store.Initialize(Initializer.XavierUniform, new RandomSource(3));
        }
        return layer;
    }
}

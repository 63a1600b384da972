using NativeRnn.Tests.Tensors;
using NativeRnn.Tests.Training;
using NUnit.Framework;

namespace NativeRnn.Tests.Models;

/// <summary>Encoders, decoders and attention put together.</summary>
internal sealed class Seq2SeqModelTests
{
    // Matrix products block by batch size, so that equal sums may round differently.
    private const float Rounding = 1e-4f;

    private static readonly PairCorpus _corpus = SmallPairs.Corpus();

    private static IEnumerable<Seq2SeqOptions> Shapes() =>
    [
        SmallPairs.Shape(AttentionKind.None),
        SmallPairs.Shape(AttentionKind.None, CellKind.Lstm, bothWays: true),
        SmallPairs.Shape(AttentionKind.Dot),
        SmallPairs.Shape(AttentionKind.General, CellKind.Lstm, bothWays: true),
        SmallPairs.Shape(AttentionKind.Additive, CellKind.GruResetBefore),
        SmallPairs.Shape(AttentionKind.Additive, CellKind.Lstm, bothWays: true),
        SmallPairs.Shape(AttentionKind.Additive, CellKind.RnnTanh) with { Embed = 12, TiesOutput = true },
    ];

    [TestCaseSource(nameof(Shapes))]
    public void Gradients_agree_with_finite_differences(Seq2SeqOptions options)
    {
        using var model = SmallPairs.Model(_corpus, options);
        Enlarge(model);
        var batch = Batch(6);
        using var tape = new Tape(model.Engine);
        Loss(model, tape, batch);
        tape.Backward();
        var point = model.Parameters.Values.ToArray();
        var gradient = model.Parameters.Gradients.ToArray();
        foreach (var parameter in model.Parameters.Parameters)
        {
            var range = new Range((int)parameter.Offset, (int)(parameter.Offset + parameter.Shape.Count));
            DifferenceCheck.Expect(point[range], gradient[range], part => LossAt(range, part), parameter.Name);
        }

        double LossAt(Range range, float[] part)
        {
            var moved = point.ToArray();
            part.CopyTo(moved, range.Start.Value);
            model.Parameters.Values.CopyFrom(moved);
            model.Parameters.MarkChanged();
            return Loss(model, tape, batch);
        }
    }

    [TestCaseSource(nameof(Shapes))]
    public void Steps_one_by_one_predict_what_the_whole_sequence_does(Seq2SeqOptions options)
    {
        using var model = SmallPairs.Model(_corpus, options);
        var batch = Batch(5);
        using var tape = new Tape(model.Engine, isTraining: false);
        var whole = model.Network.Forward(tape, batch).Value.ToArray(); // [T*N, V]
        using var scorer = new Seq2SeqScorer(model.Network, model.Engine);
        scorer.Read(new SourceBatch(batch.Source, batch.SourceLengths, batch.SourceSteps, batch.Count));
        var rows = Enumerable.Range(0, batch.Count).ToArray();
        var stepwise = new List<float>();
        for (var t = 0; t < batch.TargetSteps; t++)
        {
            stepwise.AddRange(scorer.Score(batch.Inputs.Span.Slice(t * batch.Count, batch.Count), rows).ToArray());
        }
        Assert.That(stepwise, Is.EqualTo(whole).Within(Rounding));
    }

    [TestCaseSource(nameof(Shapes))]
    public void Rows_follow_their_parents_and_sentences(Seq2SeqOptions options)
    {
        using var model = SmallPairs.Model(_corpus, options);
        var batch = Batch(3);
        var sources = new SourceBatch(batch.Source, batch.SourceLengths, batch.SourceSteps, batch.Count);
        using var scorer = new Seq2SeqScorer(model.Network, model.Engine);
        int[] tokens = [5, 6, 7];

        scorer.Read(sources);
        scorer.Score(tokens, [0, 1, 2]);
        var straight = scorer.Score([4, 5, 6], [0, 1, 2]).ToArray();

        scorer.Read(sources);
        scorer.Score([7, 5, 6, 5], [2, 0, 1, 0]); // rows 0, 1, 2 and 3 belong to sentences 2, 0, 1 and 0
        var reordered = scorer.Score([5, 4, 6, 4, 4], [2, 1, 0, 3, 1]).ToArray();

        var classes = scorer.Classes;
        Assert.Multiple(() =>
        {
            Assert.That(Row(reordered, 0), Is.EqualTo(Row(straight, 1)).Within(Rounding));
            Assert.That(Row(reordered, 1), Is.EqualTo(Row(straight, 0)).Within(Rounding));
            Assert.That(Row(reordered, 2), Is.EqualTo(Row(straight, 2)).Within(Rounding));
            Assert.That(Row(reordered, 3), Is.EqualTo(Row(straight, 0)).Within(Rounding));
            Assert.That(Row(reordered, 4), Is.EqualTo(Row(straight, 0)).Within(Rounding));
        });

        float[] Row(float[] logits, int row) => logits[(row * classes)..((row + 1) * classes)];
    }

    [TestCaseSource(nameof(Shapes))]
    public void Padding_and_company_change_nothing(Seq2SeqOptions options)
    {
        using var model = SmallPairs.Model(_corpus, options);
        var together = new Dictionary<int, double>();
        foreach (var (pair, loss) in Losses(model, batch: 16))
        {
            together.Add(pair, loss);
        }
        foreach (var (pair, loss) in Losses(model, batch: 1))
        {
            Assert.That(together[pair], Is.EqualTo(loss).Within(Rounding), $"pair {pair}");
        }
    }

    [TestCaseSource(nameof(Shapes))]
    public void A_saved_model_loads_with_the_same_bits_options_and_vocabularies(Seq2SeqOptions options)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("model.nrnn");
        using var model = SmallPairs.Model(_corpus, options with { Dropout = 0.25f, EmbedDropout = 0.125f });
        model.Save(path);
        using var loaded = Seq2SeqModel.Load(path);
        Assert.That(loaded.Options, Is.EqualTo(model.Options));
        Assert.That(loaded.Source.Vocabulary.Tokens, Is.EqualTo(model.Source.Vocabulary.Tokens));
        Assert.That(loaded.Target.Vocabulary.Tokens, Is.EqualTo(model.Target.Vocabulary.Tokens));
        Assert.That(loaded.Target.Normalization, Is.EqualTo(Normalization.Separated));
        Assert.That(loaded.Parameters.Values.ToArray(), Is.EqualTo(model.Parameters.Values.ToArray()));
        loaded.Save(path + "2");
        Assert.That(File.ReadAllBytes(path + "2"), Is.EqualTo(File.ReadAllBytes(path)));
    }

    [Test]
    public void The_other_kind_of_file_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        using var translator = SmallPairs.Model(_corpus, SmallPairs.Shape(AttentionKind.None));
        translator.Save(folder.File("translator.nrnn"));
        using var writer = SmallRun.Model(SmallRun.Corpus());
        writer.Save(folder.File("writer.nrnn"));
        Assert.That(
            () => LanguageModel.Load(folder.File("translator.nrnn")),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("translator").And.Message.Contains("train lm"));
        Assert.That(
            () => Seq2SeqModel.Load(folder.File("writer.nrnn")),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("language model").And.Message.Contains("train seq2seq"));
    }

    [Test]
    public void Options_that_contradict_each_other_say_what_to_do()
    {
        Assert.That(
            () => SmallPairs.Model(_corpus, SmallPairs.Shape(AttentionKind.Dot, bothWays: true)),
            Throws.ArgumentException.With.Message.Contains("general"));
        Assert.That(
            () => SmallPairs.Model(_corpus, SmallPairs.Shape(AttentionKind.None) with { TiesOutput = true }),
            Throws.ArgumentException.With.Message.Contains("equal"));
        var codec = SmallRun.Corpus().Codec;
        Assert.That(
            () => new Seq2SeqModel(SmallPairs.Shape(AttentionKind.None), codec, codec),
            Throws.ArgumentException.With.Message.Contains("PairCorpus"));
    }

    [Test]
    public void Embeddings_begin_as_the_textbooks_do_and_tied_ones_smaller()
    {
        const double Tolerance = 0.2; // 300 numbers
        var options = SmallPairs.Shape(AttentionKind.None) with { Embed = 12 };
        Assert.That(Deviation(options), Is.EqualTo(1).Within(Tolerance));
        Assert.That(Deviation(options with { TiesOutput = true }), Is.EqualTo(1 / Math.Sqrt(12)).Within(Tolerance / 3));

        static double Deviation(Seq2SeqOptions options)
        {
            using var model = new Seq2SeqModel(options, _corpus.SourceCodec, _corpus.TargetCodec, new RandomSource(2));
            var parameter = model.Parameters["decoder.embedding.weight"];
            return Math.Sqrt(parameter.Value.ToArray().Average(value => (double)value * value));
        }
    }

    [Test]
    public void An_encoder_and_decoder_of_ones_own_train()
    {
        using var store = new ParameterStore(Engine.Default);
        var classes = _corpus.SourceCodec.Vocabulary.Count;
        var encoder = new BagEncoder(store, classes, 12);
        var decoder = new RecurrentDecoder(
            store,
            "decoder",
            new DecoderOptions { Cell = CellKind.GruResetAfter, Classes = _corpus.TargetCodec.Vocabulary.Count, Hidden = 12 },
            encoder);
        store.Allocate();
        store.Initialize(Initializer.PyTorchUniform, new RandomSource(1));
        var network = new EncoderDecoder(encoder, decoder);
        using var tape = new Tape(store.Engine);
        using var optimizer = new Optimizer(store, new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = 0.01 });
        var batch = Batch(16);
        var losses = new List<double>();
        for (var step = 0; step < 60; step++)
        {
            tape.Reset();
            losses.Add(CrossEntropy.Forward(
                tape, network.Forward(tape, batch), batch.Targets.Span, Vocabulary.PaddingIndex).Mean);
            tape.Backward();
            optimizer.Step(tape, 0.01, 1);
        }
        Assert.That(losses[^1], Is.LessThan(0.7 * losses[0]));
    }

    // Fresh attention looks everywhere alike, and its gradient would drown in rounding.
    private static void Enlarge(Seq2SeqModel model)
    {
        const float Factor = 4;
        model.Parameters.Values.CopyFrom([.. model.Parameters.Values.ToArray().Select(value => Factor * value)]);
        model.Parameters.MarkChanged();
    }

    private static PairBatch Batch(int size)
    {
        using var sampler = new PairBatchSampler(
            _corpus, new PairBatchOptions { Batch = size, Steps = 7, Bucketed = false, Shuffle = false });
        sampler.BeginEpoch();
        var batch = new PairBatch();
        Assert.That(sampler.TryNext(batch), Is.True);
        return batch;
    }

    private static double Loss(Seq2SeqModel model, Tape tape, PairBatch batch)
    {
        tape.Reset();
        var logits = model.Network.Forward(tape, batch);
        return CrossEntropy.Forward(tape, logits, batch.Targets.Span, Vocabulary.PaddingIndex).Mean;
    }

    // Of each pair its own -ln p, in whatever batches they come.
    private static IEnumerable<(int Pair, double Loss)> Losses(Seq2SeqModel model, int batch)
    {
        using var sampler = new PairBatchSampler(
            _corpus, new PairBatchOptions { Batch = batch, Steps = 7, Bucketed = false, Shuffle = false });
        using var tape = new Tape(model.Engine, isTraining: false);
        var pairs = new PairBatch();
        sampler.BeginEpoch();
        while (sampler.TryNext(pairs))
        {
            for (var n = 0; n < pairs.Count; n++)
            {
                tape.Reset();
                var logits = model.Network.Forward(tape, pairs);
                yield return (pairs.Pairs.Span[n], CrossEntropy.Forward(
                    tape, logits, OnlyRow(pairs, n), Vocabulary.PaddingIndex).Total);
            }
        }
    }

    private static int[] OnlyRow(PairBatch batch, int row)
    {
        var targets = batch.Targets.ToArray();
        for (var i = 0; i < targets.Length; i++)
        {
            if (i % batch.Count != row)
            {
                targets[i] = Vocabulary.PaddingIndex;
            }
        }
        return targets;
    }

    // Reads only the first token: an encoder that is none of ours.
    private sealed class BagEncoder(ParameterStore store, int classes, int size) : Encoder
    {
        private readonly Embedding _embedding = new(store, "encoder.embedding", classes, size);

        public override int OutputSize => size;

        public override Shape StateShape(int batch) => new(1, 1, 1, batch, size);

        public override EncoderOutput Forward(Tape tape, SourceBatch source, RandomSource? random = null)
        {
            var outputs = _embedding.Forward(tape, source.Ids, source.Steps, source.Count); // [T, N, E]
            return new EncoderOutput(
                outputs, Slice.Forward(tape, outputs, 0, StateShape(source.Count)), source.Lengths);
        }
    }
}

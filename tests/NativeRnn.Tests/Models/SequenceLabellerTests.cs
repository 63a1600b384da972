using NativeRnn.Tests.Tensors;
using NUnit.Framework;

namespace NativeRnn.Tests.Models;

/// <summary>What taggers and classifiers compute.</summary>
[Category("Numerics")]
internal sealed class SequenceLabellerTests
{
    private const float RowTolerance = 1e-5f; // of what a row alone gives: products block by batch size

    private static readonly int[][] _sequences = [[3, 1, 4, 1, 5], [2], [6, 5], [3, 5, 2, 6]];

    private static IEnumerable<SequenceLabeller> Models()
    {
        foreach (var cell in new[] { CellKind.Lstm, CellKind.GruResetAfter })
        {
            foreach (var both in new[] { true, false })
            {
                var data = SmallLabels.Sentences();
                yield return SmallLabels.Tagger(data, new() { Cell = cell, Hidden = 8, Embed = 6, Layers = 2, IsBidirectional = both });
                var texts = SmallLabels.Texts();
                yield return SmallLabels.Classifier(texts, new() { Cell = cell, Hidden = 8, Embed = 6, Layers = 2, IsBidirectional = both });
            }
        }
        var merged = new SequenceTaggerOptions { Cell = CellKind.Lstm, Hidden = 8, Embed = 6, Merge = BidirectionalMerge.Sum };
        yield return SmallLabels.Tagger(SmallLabels.Sentences(), merged);
        var normalised = new SequenceClassifierOptions { Cell = CellKind.RnnTanh, Hidden = 8, Embed = 6, Layers = 2, HasLayerNorm = true };
        yield return SmallLabels.Classifier(SmallLabels.Texts(), normalised);
    }

    [TestCaseSource(nameof(Models))]
    public void A_row_gives_what_it_gives_alone_whatever_the_padding_and_the_order(SequenceLabeller model)
    {
        int[] order = [2, 0, 3, 1];
        var (plain, padded) = (Logits(model, _sequences, 5, 0), Logits(model, [.. order.Select(i => _sequences[i])], 8, 6));
        for (var i = 0; i < order.Length; i++)
        {
            var alone = Logits(model, [_sequences[order[i]]], _sequences[order[i]].Length, 0)[0];
            Assert.That(padded[i], Is.EqualTo(alone).Within(RowTolerance), $"row {i} padded");
            Assert.That(plain[order[i]], Is.EqualTo(alone).Within(RowTolerance), $"row {order[i]}");
        }
    }

    [TestCaseSource(nameof(Models))]
    public void The_gradient_of_the_loss_agrees_with_differences(SequenceLabeller model)
    {
        var source = SmallLabels.Batch(_sequences, 6, 0);
        var targets = Targets(model, source);
        using (var tape = new Tape(model.Engine))
        {
            model.Parameters.Gradients.CopyFrom(new float[model.Parameters.Gradients.Shape.Count]);
            _ = CrossEntropy.Forward(tape, model.Forward(tape, source), targets, CrossEntropy.IgnoreNothing);
            tape.Backward();
        }
        foreach (var parameter in model.Parameters.Parameters)
        {
            if (model.LabelUnit == LabelUnit.Sequence && parameter.Name.Contains("norm_l1", StringComparison.Ordinal))
            {
                continue; // of the top layer's outputs; a classifier reads its states
            }
            var point = parameter.Value.ToArray();
            var gradient = parameter.Gradient.ToArray();
            DifferenceCheck.Expect(point, gradient, values => LossAt(values, parameter), parameter.Name);
            _ = LossAt(point, parameter);
        }

        double LossAt(float[] values, Parameter parameter)
        {
            parameter.SetValue(values);
            using var tape = new Tape(model.Engine, isTraining: false);
            return CrossEntropy.Forward(tape, model.Forward(tape, source), targets, CrossEntropy.IgnoreNothing).Mean;
        }
    }

    [Test]
    public void A_classifier_reads_both_final_states_of_the_top_layer()
    {
        using var model = SmallLabels.Classifier(
            SmallLabels.Texts(), new() { Cell = CellKind.GruResetBefore, Hidden = 4, Embed = 3, Layers = 2 });
        using var tape = new Tape(model.Engine, isTraining: false);
        var source = SmallLabels.Batch(_sequences, 5, 0);
        var encoder = new ParameterStore(model.Engine);
        var network = new RecurrentEncoder(encoder, "encoder", model.Options.EncoderOptions(model.Codec.Vocabulary.Count));
        encoder.Allocate();
        foreach (var parameter in encoder.Parameters)
        {
            parameter.SetValue(model.Parameters[parameter.Name].Value.ToArray());
        }
        var outputs = network.Forward(tape, source).Outputs.Value.ToArray(); // [T, N, 2*H]
        var (weight, bias) = (model.Parameters["linear.weight"].Value.ToArray(), model.Parameters["linear.bias"].Value.ToArray());
        var expected = _sequences.Select((row, n) => Enumerable.Range(0, model.Labels.Count).Select(k =>
            bias[k]
            + Enumerable.Range(0, 4).Sum(h => outputs[((row.Length - 1) * 4 + n) * 8 + h] * weight[h * model.Labels.Count + k])
            + Enumerable.Range(4, 4).Sum(h => outputs[n * 8 + h] * weight[h * model.Labels.Count + k])).ToArray()).ToArray();
        Assert.That(Logits(model, _sequences, 5, 0), Is.EqualTo(expected).Within(RowTolerance));
        encoder.Dispose();
    }

    [Test]
    public void Sequences_of_the_wrong_kind_or_of_other_tokens_are_refused_in_words()
    {
        var (sentences, texts) = (SmallLabels.Sentences(), SmallLabels.Texts());
        using var tagger = SmallLabels.Tagger(sentences);
        using var classifier = SmallLabels.Classifier(texts);
        Assert.That(
            () => SequenceLabellerEvaluator.Evaluate(tagger, texts), Throws.ArgumentException.With.Message.Contains("FromSentences"));
        Assert.That(
            () => SequenceLabellerEvaluator.Evaluate(classifier, sentences), Throws.ArgumentException.With.Message.Contains("FromTexts"));
        var fewer = LabelledSequences.FromSentences([new TaggedSentence(["box"], ["NOUN"])], SmallLabels.All);
        Assert.That(
            () => new SequenceLabellerTrainer(tagger, fewer, SmallLabels.Training()),
            Throws.ArgumentException.With.Message.Contains("Codec and Labels"));
        var letters = new TextCodec(texts.Codec.Vocabulary, Normalization.Letters, TokenUnit.Word);
        Assert.That(
            () => new SequenceTagger(new() { Cell = CellKind.Lstm }, letters, sentences.Labels),
            Throws.ArgumentException.With.Message.Contains("None or Lower"));
    }

    // The logits of each sequence, padding left out.
    private static float[][] Logits(SequenceLabeller model, int[][] sequences, int steps, int padding)
    {
        using var tape = new Tape(model.Engine, isTraining: false);
        var values = model.Forward(tape, SmallLabels.Batch(sequences, steps, padding)).Value.ToArray();
        var (rows, labels) = (sequences.Length, model.Labels.Count);
        return [.. sequences.Select((sequence, n) => model.LabelUnit == LabelUnit.Sequence
            ? values[(n * labels)..((n + 1) * labels)]
            : sequence.SelectMany((_, t) => values[((t * rows + n) * labels)..((t * rows + n + 1) * labels)]).ToArray())];
    }

    private static int[] Targets(SequenceLabeller model, SourceBatch source) => model.LabelUnit == LabelUnit.Sequence
        ? [.. Enumerable.Range(0, source.Count).Select(n => n % model.Labels.Count)]
        : [.. Enumerable.Range(0, source.Steps * source.Count).Select(i =>
            i / source.Count < source.Lengths.Span[i % source.Count] ? i % model.Labels.Count : CrossEntropy.IgnoreNothing)];
}

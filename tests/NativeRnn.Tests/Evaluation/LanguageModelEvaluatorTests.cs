using NativeRnn.Tests.Training;
using NUnit.Framework;

namespace NativeRnn.Tests.Evaluation;

internal sealed class LanguageModelEvaluatorTests
{
    [Test]
    public void A_model_of_zeros_has_the_perplexity_of_its_vocabulary()
    {
        var corpus = SmallRun.Corpus();
        using var model = SmallRun.Model(corpus);
        model.Parameters.Values.CopyFrom(new float[model.Parameters.Values.Shape.Count]);
        model.Parameters.MarkChanged();
        var loss = LanguageModelEvaluator.Evaluate(model, corpus.Tokens);
        Assert.That(loss.Perplexity, Is.EqualTo(corpus.Vocabulary.Count).Within(1e-4));
        Assert.That(loss.Count, Is.EqualTo(corpus.Tokens.Length - 1));
    }

    [Test]
    public void Windows_carry_the_state_so_that_their_length_does_not_show()
    {
        var corpus = SmallRun.Corpus(repetitions: 4);
        using var model = SmallRun.Model(corpus);
        using var tape = new Tape(model.Engine, isTraining: false);
        using var state = model.CreateState(1);
        var expected = default(Loss);
        for (var t = 0; t + 1 < corpus.Tokens.Length; t++)
        {
            tape.Reset();
            var logits = model.Forward(tape, corpus.Tokens.Slice(t, 1), 1, 1, state);
            expected += CrossEntropy.Forward(tape, logits, corpus.Tokens.Span.Slice(t + 1, 1));
            state.Advance();
        }
        var loss = LanguageModelEvaluator.Evaluate(model, corpus.Tokens);
        Assert.That(loss.Count, Is.EqualTo(expected.Count));
        Assert.That(loss.Mean, Is.EqualTo(expected.Mean).Within(1e-5));
    }

    [Test]
    public void Strips_side_by_side_leave_out_less_than_one_token_each()
    {
        var corpus = SmallRun.Corpus(repetitions: 4);
        using var model = SmallRun.Model(corpus);
        var strips = LanguageModelEvaluator.Evaluate(model, corpus.Tokens, batch: 7);
        Assert.That(strips.Count, Is.EqualTo((corpus.Tokens.Length - 1) / 7 * 7));
    }

    [Test]
    public void A_text_of_one_token_is_too_short()
    {
        var corpus = SmallRun.Corpus();
        using var model = SmallRun.Model(corpus);
        Assert.That(
            () => LanguageModelEvaluator.Evaluate(model, corpus.Tokens[..1]),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("at least 2"));
    }
}

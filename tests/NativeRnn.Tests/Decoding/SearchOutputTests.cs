using NUnit.Framework;

namespace NativeRnn.Tests.Decoding;

/// <summary>Attention and traces, errors, cancellation and allocations of a search.</summary>
internal sealed class SearchOutputTests : ToyDecoding
{
    [Test]
    public void Attention_follows_the_reordered_hypotheses([Values] DecodingMethod method)
    {
        var options = new DecodingOptions
        {
            Method = method,
            NBest = method == DecodingMethod.Greedy ? 1 : 4,
            MaxLength = 5,
            ReturnAttention = true,
        };
        var scorer = new ToyScorer(Tape, 6, [4, 2, 9], ToyModel.Hashed(3)) { HasAttention = true };
        var decoded = new SequenceDecoder(ToyModel.Tokens, options).Decode(scorer);
        foreach (var (sentence, key) in decoded.Zip([4, 2, 9]))
        {
            foreach (var hypothesis in sentence.Hypotheses)
            {
                Assert.That(hypothesis.Attention, Has.Count.EqualTo(hypothesis.TokenLogProbabilities.Length));
                for (var at = 0; at < hypothesis.Attention.Count; at++)
                {
                    Assert.That(
                        hypothesis.Attention[at].ToArray(),
                        Is.EqualTo(ToyScorer.Looks(key, hypothesis.Tokens.Span[..at])));
                }
            }
        }
    }

    [Test]
    public void Attention_is_empty_where_nobody_asked_or_the_model_has_none()
    {
        var asked = new DecodingOptions { MaxLength = 4, ReturnAttention = true };
        Assert.That(Decode(ToyModel.Hashed(1), 5, asked)[0].Best.Attention, Is.Empty);
        var scorer = new ToyScorer(Tape, 5, [0], ToyModel.Hashed(1)) { HasAttention = true };
        var decoder = new SequenceDecoder(ToyModel.Tokens, asked with { ReturnAttention = false });
        Assert.That(decoder.Decode(scorer)[0].Best.Attention, Is.Empty);
    }

    [Test]
    public void A_trace_holds_the_hypotheses_that_the_beam_kept()
    {
        var options = new DecodingOptions { Beam = 3, MaxLength = 6, ReturnTrace = true, EarlyStopping = EarlyStopping.Never };
        foreach (var sentence in Decode(ToyModel.Hashed(8), 6, options, [1, 2]))
        {
            var paths = new Dictionary<string, double>();
            var perStep = new int[6];
            for (var i = 0; i < sentence.Trace.Count; i++)
            {
                var node = sentence.Trace[i];
                Assert.That(node.Parent, Is.LessThan(i));
                Assert.That(node.Step, Is.EqualTo(node.Parent < 0 ? 0 : sentence.Trace[node.Parent].Step + 1));
                var before = node.Parent < 0 ? 0 : sentence.Trace[node.Parent].LogProbability;
                Assert.That(node.LogProbability, Is.EqualTo(before + node.TokenLogProbability));
                Assert.That(node.IsFinished, Is.EqualTo(node.Token == ToyModel.Tokens.End));
                Assert.That(node.Parent < 0 || !sentence.Trace[node.Parent].IsFinished, "nothing follows the end");
                paths.Add(Path(sentence.Trace, i), node.LogProbability);
                perStep[node.Step]++;
            }
            Assert.That(perStep, Is.EqualTo(new[] { 3, 3, 3, 3, 3, 3 }));
            var end = sentence.Best.IsFinished ? $" {ToyModel.Tokens.End}" : "";
            var best = string.Join(' ', sentence.Best.Tokens.ToArray()) + end;
            Assert.That(paths[best.TrimStart()], Is.EqualTo(sentence.Best.LogProbability));
        }
        Assert.That(Decode(ToyModel.Hashed(8), 6, options with { ReturnTrace = false })[0].Trace, Is.Empty);
    }

    [Test]
    public void Exhaustive_search_beyond_its_bound_is_refused_with_what_to_lower()
    {
        var options = new DecodingOptions { Method = DecodingMethod.Exhaustive, MaxLength = 20 };
        Assert.That(
            () => Decode(ToyModel.Uniform, 100, options),
            Throws.ArgumentException.With.Message.Contains("lower the maximum length to 3,").And.Message.Contains("100 classes"));
        Assert.That(() => Decode(ToyModel.Uniform, 100, options with { MaxLength = 3 }), Throws.Nothing);
        Assert.That(
            () => Decode(ToyModel.Uniform, 100, options with { MaxLength = 3 }, new int[20]),
            Throws.ArgumentException.With.Message.Contains("fewer sentences"));
    }

    [Test]
    public void Tokens_and_logits_that_do_not_fit_are_named()
    {
        Assert.That(
            () => Decode(ToyModel.Uniform, 2, new DecodingOptions()),
            Throws.ArgumentException.With.Message.Contains("2 classes and none for token 2"));
        Assert.That(
            () => Decode(ToyModel.Uniform, 5, new DecodingOptions(), tokens: ToyModel.Tokens with { Forbidden = new[] { -1 } }),
            Throws.ArgumentException.With.Message.Contains("token -1"));
        Assert.That(
            () => new SequenceDecoder(ToyModel.Tokens with { Forbidden = new[] { 2 } }),
            Throws.ArgumentException.With.Message.Contains("end token 2 must not be forbidden"));
        Assert.That(
            () => new SequenceDecoder(new SearchTokens(1, 2), new DecodingOptions { AllowUnknown = false }),
            Throws.ArgumentException.With.Message.Contains("set Unknown"));
        Assert.That(
            () => new SequenceDecoder(ToyModel.Tokens).Decode(new WrongScorer(Tape)),
            Throws.InvalidOperationException.With.Message.Contains("[2, 5]"));
    }

    [Test]
    public void Cancellation_stops_between_two_steps()
    {
        using var source = new CancellationTokenSource();
        var calls = 0;
        var scorer = new ToyScorer(Tape, 5, [0], ToyModel.Hashed(2))
        {
            BeforeCall = () =>
            {
                if (++calls == 3)
                {
                    source.Cancel();
                }
            },
        };
        var decoder = new SequenceDecoder(ToyModel.Tokens, new DecodingOptions { MinLength = 50 });
        Assert.That(() => decoder.Decode(scorer, source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(calls, Is.EqualTo(3));
        var fresh = new ToyScorer(Tape, 5, [0], ToyModel.Hashed(2));
        Assert.That(() => decoder.Decode(fresh), Throws.Nothing, "the decoder can be used again");
    }

    [Test]
    public void Steps_after_warm_up_allocate_nothing([Values] DecodingMethod method)
    {
        var isExhaustive = method == DecodingMethod.Exhaustive;
        var options = new DecodingOptions
        {
            Method = method,
            MaxLength = isExhaustive ? 4 : 40,
            MinLength = isExhaustive ? 3 : 39,
            NoRepeatNGram = 3,
            EarlyStopping = EarlyStopping.Never,
            ReturnAttention = true,
        };
        var decoder = new SequenceDecoder(ToyModel.Tokens, options);
        for (var run = 0; run < 2; run++)
        {
            decoder.Decode(new CountingScorer(Tape));
        }
        var scorer = new CountingScorer(Tape);
        decoder.Decode(scorer);
        Assert.That(scorer.Calls, Is.EqualTo(options.MaxLength));
        Assert.That(scorer.AllocatedBetweenCalls, Is.Zero, "managed bytes");
    }

    private static string Path(IReadOnlyList<SearchNode> trace, int node)
    {
        var tokens = new List<int>();
        for (; node >= 0; node = trace[node].Parent)
        {
            tokens.Insert(0, trace[node].Token);
        }
        return string.Join(' ', tokens);
    }

    private sealed class WrongScorer(Tape tape) : SequenceScorer
    {
        public override int Classes => 5;

        public override int Sentences => 2;

        public override Tape Tape => tape;

        public override Tensor Score(ReadOnlySpan<int> tokens, ReadOnlySpan<int> parents) => tape.Take(new Shape(2, 4));
    }

    /// <summary>Allocates nothing itself, and counts what is allocated from the end of a call to the next.</summary>
    private sealed class CountingScorer(Tape tape) : SequenceScorer
    {
        private Tensor _weights;
        private long _bytes;

        public override int Classes => 12;

        public override int Sentences => 3;

        public override Tape Tape => tape;

        public override Tensor AttentionWeights => _weights;

        internal int Calls { get; private set; }

        internal long AllocatedBetweenCalls { get; private set; }

        public override Tensor Score(ReadOnlySpan<int> tokens, ReadOnlySpan<int> parents)
        {
            if (Calls++ > 0)
            {
                AllocatedBetweenCalls += GC.GetAllocatedBytesForCurrentThread() - _bytes;
            }
            tape.Reset();
            _weights = tape.Take(new Shape(tokens.Length, 4));
            var logits = tape.Take(new Shape(tokens.Length, Classes));
            using (var map = logits.Map())
            {
                for (var i = 0; i < map.Span.Length; i++)
                {
                    map.Span[i] = (i * 37 + tokens[i / Classes] * 11 + Calls * 5) % 19 * 0.1f;
                }
            }
            _bytes = GC.GetAllocatedBytesForCurrentThread();
            return logits;
        }
    }
}

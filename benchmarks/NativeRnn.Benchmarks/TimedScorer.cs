using System.Diagnostics;

namespace NativeRnn.Benchmarks;

/// <summary>A translator's model that counts the time spent in it.</summary>
internal sealed class TimedScorer : SequenceScorer, IDisposable
{
    private readonly Seq2SeqModel _model;
    private readonly Seq2SeqScorer _scorer;

    internal TimedScorer(Seq2SeqModel model, InferenceOptions inference)
    {
        _model = model;
        _scorer = new Seq2SeqScorer(model.Network, model.Engine, inference);
    }

    public override int Classes => _scorer.Classes;

    public override int Sentences => _scorer.Sentences;

    public override Tape Tape => _scorer.Tape;

    /// <summary>In the model's steps since sentences were read.</summary>
    internal TimeSpan Time { get; private set; }

    internal void Read(Seq2SeqWork work, int count)
    {
        var ids = new int[work.Steps * count]; // [T, N]
        var sentences = BenchmarkModels.RandomSentences(work, count);
        for (var n = 0; n < count; n++)
        {
            var sentence = _model.Source.EncodeSentence(sentences[n]).Ids.Span;
            for (var t = 0; t < work.Steps; t++)
            {
                ids[t * count + n] = sentence[t];
            }
        }
        _scorer.Read(new SourceBatch(ids, default, work.Steps, count));
        Time = default;
    }

    public override Tensor Score(ReadOnlySpan<int> tokens, ReadOnlySpan<int> parents)
    {
        var start = Stopwatch.GetTimestamp();
        var logits = _scorer.Score(tokens, parents);
        Time += Stopwatch.GetElapsedTime(start);
        return logits;
    }

    public void Dispose() => _scorer.Dispose();
}

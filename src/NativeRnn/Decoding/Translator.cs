using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace NativeRnn;

/// <summary>A sequence-to-sequence model at work: sentences in, translations out, many at a time.</summary>
/// <remarks>One thread at a time; several translators may share a model.</remarks>
public sealed class Translator : IDisposable
{
    /// <summary>The longest source, in tokens with the end token: a guard against a whole file given as one sentence.</summary>
    public const int MaxSourceTokens = 1024;

    private readonly Seq2SeqModel _model;
    private readonly Seq2SeqScorer _scorer;
    private readonly int _batch = 32;

    /// <summary>A translator of a model.</summary>
    /// <param name="model">Not changed.</param>
    /// <param name="inference">How the model computes; in float32 by default.</param>
    public Translator(Seq2SeqModel model, InferenceOptions? inference = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _scorer = new Seq2SeqScorer(model.Network, model.Engine, inference);
    }

    /// <summary>Sentences that are read side by side; 32 by default, at least 1. The translations do not depend on it.</summary>
    public int Batch
    {
        get => _batch;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Batch));
            _batch = value;
        }
    }

    /// <summary>Translates sentences.</summary>
    /// <param name="sentences">Each up to <see cref="MaxSourceTokens"/> tokens; one without tokens becomes an empty text.</param>
    /// <param name="options">Method, beam and so on; a beam of 4 by default.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <returns>As many, in the same order.</returns>
    /// <exception cref="ArgumentException">A sentence is too long, or options contradict each other.</exception>
    public IReadOnlyList<Translation> Translate(
        IReadOnlyList<string> sentences, DecodingOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        using var activity = Telemetry.Begin("translate")?.SetTag("nativernn.sentences", sentences.Count);
        var began = Stopwatch.GetTimestamp();
        var decoder = new SequenceDecoder(
            new SearchTokens(Vocabulary.BeginIndex, Vocabulary.EndIndex)
            {
                Unknown = Vocabulary.UnknownIndex,
                Forbidden = new[] { Vocabulary.PaddingIndex },
            },
            options);
        var results = new Translation[sentences.Count];
        var sources = Encode(sentences, results);
        sources.Sort((left, right) => left.Ids.Length.CompareTo(right.Ids.Length)); // similar lengths side by side
        for (var start = 0; start < sources.Count; start += Batch)
        {
            var batch = sources.GetRange(start, Math.Min(Batch, sources.Count - start));
            _scorer.Read(Pad(batch));
            var decoded = decoder.Decode(_scorer, cancellation);
            for (var n = 0; n < batch.Count; n++)
            {
                results[batch[n].Index] = Describe(sentences[batch[n].Index], batch[n], decoded[n]);
            }
        }
        Telemetry.CountTranslation(sentences.Count, began);
        return results;
    }

    /// <summary>Translates a stream of sentences, on the thread pool.</summary>
    /// <param name="sentences">
    /// Taken in groups of <see cref="Batch"/>; a group's translations come when all of it is done. So a source that
    /// waits for its answers needs a <see cref="Batch"/> of 1.
    /// </param>
    /// <param name="options">Method, beam and so on; a beam of 4 by default.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <returns>As many, in the same order.</returns>
    /// <exception cref="ArgumentException">A sentence is too long, or options contradict each other.</exception>
    public async IAsyncEnumerable<Translation> TranslateAsync(
        IAsyncEnumerable<string> sentences,
        DecodingOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        await foreach (var group in sentences.Chunk(Batch).WithCancellation(cancellation).ConfigureAwait(false))
        {
            var translations = await Task.Run(() => Translate(group, options, cancellation), cancellation).ConfigureAwait(false);
            foreach (var translation in translations)
            {
                yield return translation;
            }
        }
    }

    /// <summary>How many tokens the encoder would read of a sentence, the end token included.</summary>
    /// <param name="sentence">Any text.</param>
    public int CountTokens(string sentence) => _model.Source.EncodeSentence(sentence).Ids.Length;

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _scorer.Dispose();

    private List<Source> Encode(IReadOnlyList<string> sentences, Translation[] results)
    {
        var sources = new List<Source>(sentences.Count);
        for (var i = 0; i < sentences.Count; i++)
        {
            var encoded = _model.Source.EncodeSentence(sentences[i]);
            if (encoded.Ids.Length > MaxSourceTokens)
            {
                throw new ArgumentException(
                    $"Sentence {i + 1} has {encoded.Ids.Length} tokens, more than {MaxSourceTokens}: split it.",
                    nameof(sentences));
            }
            if (encoded.Ids.Length > 1)
            {
                sources.Add(new Source(i, encoded.Ids, encoded.UnknownTokens));
            }
            else
            {
                results[i] = new Translation(sentences[i]);
            }
        }
        return sources;
    }

    private static SourceBatch Pad(List<Source> sources)
    {
        var (count, steps) = (sources.Count, sources.Max(source => source.Ids.Length));
        var (ids, lengths) = (new int[steps * count], new int[count]);
        Array.Fill(ids, Vocabulary.PaddingIndex);
        for (var n = 0; n < count; n++)
        {
            var sentence = sources[n].Ids.Span;
            lengths[n] = sentence.Length;
            for (var t = 0; t < sentence.Length; t++)
            {
                ids[t * count + n] = sentence[t];
            }
        }
        return new SourceBatch(ids, lengths, steps, count);
    }

    private Translation Describe(string sentence, Source source, DecodedSentence decoded) => new(sentence)
    {
        SourceTokens = _model.Source.Vocabulary.Decode(source.Ids.Span),
        UnknownTokens = source.Unknown,
        Candidates = [.. decoded.Hypotheses.Select(Describe)],
        Trace = decoded.Trace,
    };

    private TranslationCandidate Describe(Hypothesis hypothesis)
    {
        var tokens = _model.Target.Vocabulary.Decode(hypothesis.Tokens.Span);
        return new TranslationCandidate(
            _model.Target.Decode(hypothesis.Tokens.Span),
            hypothesis.IsFinished ? [.. tokens, Vocabulary.End] : tokens,
            hypothesis);
    }

    private sealed record Source(int Index, ReadOnlyMemory<int> Ids, IReadOnlyList<string> Unknown);
}

namespace NativeRnn;

/// <summary>Finds likely sequences of a model: greedy, by beam search, exhaustively or by sampling.</summary>
/// <remarks>
/// <para>
/// All sentences, and all hypotheses of each, run as rows of one batch; a sentence that is done leaves it. What a
/// sentence gets does not depend on the others. The score is Σ log p / L^α, L counting the end token. A sequence that
/// reaches the maximum length without an end token is a candidate too, ranked behind every finished one.
/// </para>
/// <para>
/// A beam ranks all continuations of its hypotheses by Σ log p and keeps the best, as many as it is wide; those that
/// end are set aside and leave their places to others in the next step. So a beam of width 1 is greedy decoding, and
/// one that is wide enough to keep everything is exhaustive search.
/// </para>
/// <para>
/// Forbidden tokens are passed over; probabilities of the others stay what the model says (they are not scaled to sum
/// to 1), as in fairseq and Hugging Face Transformers. One thread at a time; buffers are kept from call to call.
/// </para>
/// </remarks>
public sealed class SequenceDecoder
{
    private readonly SequenceSearch _search;

    /// <summary>A decoder for models with those tokens.</summary>
    /// <param name="tokens">Where sequences begin and end, and what is never generated.</param>
    /// <param name="options">Method, lengths and so on; a beam of width 4 by default.</param>
    /// <exception cref="ArgumentException">Options contradict each other or the tokens.</exception>
    public SequenceDecoder(SearchTokens tokens, DecodingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        Options = options ?? new DecodingOptions();
        Options.Validate();
        Tokens = tokens;
        var bans = new TokenBans(tokens, Options);
        _search = Options.Method switch
        {
            DecodingMethod.Beam => new BeamSearch(tokens, Options, bans, Options.Beam),
            DecodingMethod.Greedy => new BeamSearch(tokens, Options, bans, width: 1),
            DecodingMethod.Exhaustive => new ExhaustiveSearch(tokens, Options, bans),
            DecodingMethod.Sampling => new SamplingSearch(tokens, Options, bans),
            _ => throw new ArgumentOutOfRangeException(nameof(options), Options.Method, "This is no decoding method."),
        };
    }

    /// <summary>Where sequences begin and end, and what is never generated.</summary>
    public SearchTokens Tokens { get; }

    /// <summary>How it decodes.</summary>
    public DecodingOptions Options { get; }

    /// <summary>Decodes the sentences of a scorer.</summary>
    /// <param name="scorer">A fresh one: its first call starts from the sentences' initial states.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <returns>For each sentence, in order, what was found.</returns>
    /// <exception cref="ArgumentException">
    /// A token is none of the scorer's classes, or exhaustive search would look at too many sequences.
    /// </exception>
    /// <exception cref="InvalidOperationException">The scorer's logits have another shape than asked for.</exception>
    /// <exception cref="NativeRnnException">A row of logits holds NaN or +∞, or excludes every token.</exception>
    public IReadOnlyList<DecodedSentence> Decode(SequenceScorer scorer, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        return _search.Run(scorer, cancellation);
    }
}

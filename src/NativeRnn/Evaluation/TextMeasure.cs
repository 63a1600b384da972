using System.Text;

namespace NativeRnn;

/// <summary>How long a text is, whatever its tokens: what losses of models with different tokens are compared by.</summary>
/// <param name="Bytes">In UTF-8.</param>
/// <param name="Characters">Unicode scalar values.</param>
/// <param name="Words">Runs of anything but white space.</param>
/// <remarks>
/// A loss of all tokens of one text is the same quantity for any way to cut it: −ln p of the text. Models that know all
/// its tokens are compared fairly; one that reads <c>&lt;unk&gt;</c> does not say what stands there. Source: Mielke
/// 2019, Can you compare perplexity across different segmentations?
/// </remarks>
public readonly record struct TextMeasure(long Bytes, long Characters, long Words)
{
    /// <summary>Both together.</summary>
    public static TextMeasure operator +(TextMeasure left, TextMeasure right) => Add(left, right);

    /// <summary>Both together.</summary>
    public static TextMeasure Add(TextMeasure left, TextMeasure right) =>
        new(left.Bytes + right.Bytes, left.Characters + right.Characters, left.Words + right.Words);

    /// <summary>Measures a text.</summary>
    /// <param name="text">Any text.</param>
    public static TextMeasure Of(ReadOnlySpan<char> text)
    {
        long characters = 0, words = 0;
        bool isInWord = false;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isSpace = Rune.IsWhiteSpace(rune);
            words += !isSpace && !isInWord ? 1 : 0;
            isInWord = !isSpace;
            characters++;
        }

        return new TextMeasure(Encoding.UTF8.GetByteCount(text), characters, words);
    }

    /// <summary>Measures what a language model predicts of a text: all of it behind the first token.</summary>
    /// <param name="codec">The model's.</param>
    /// <param name="tokens">The text; as <see cref="TextCodec.Decode"/> joins it, it is measured.</param>
    public static TextMeasure OfPredicted(TextCodec codec, ReadOnlySpan<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(codec);
        string whole = codec.Decode(tokens);
        string first = tokens.IsEmpty ? "" : codec.Decode(tokens[..1]);
        return Of(whole.AsSpan(Math.Min(first.Length, whole.Length)));
    }

    /// <summary>Measures the targets of pairs, whose end tokens have no length.</summary>
    /// <param name="pairs">Not streamed.</param>
    /// <exception cref="InvalidOperationException">The pairs are streamed.</exception>
    public static TextMeasure OfTargets(PairCorpus pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        TextMeasure sum = default;
        for (int pair = 0; pair < pairs.Count; pair++)
        {
            sum += Of(pairs.TargetCodec.Decode(pairs.TargetOf(pair)));
        }

        return sum;
    }

    /// <summary>Loss in bits for each byte of the text: total / (ln 2 · bytes); 0 for an empty text.</summary>
    /// <param name="loss">Of all tokens of the text.</param>
    public double BitsPerByte(Loss loss) => Bytes == 0 ? 0 : loss.Total / (Math.Log(2) * Bytes);

    /// <summary>Loss in bits for each character of the text: total / (ln 2 · characters); 0 for an empty text.</summary>
    /// <param name="loss">Of all tokens of the text.</param>
    public double BitsPerCharacter(Loss loss) => Characters == 0 ? 0 : loss.Total / (Math.Log(2) * Characters);

    /// <summary>exp(total / words), a perplexity per word whatever the tokens; 1 for a text without words.</summary>
    /// <param name="loss">Of all tokens of the text.</param>
    public double WordPerplexity(Loss loss) => Words == 0 ? 1 : Math.Exp(loss.Total / Words);
}

namespace NativeRnn;

/// <summary>
/// What a <see cref="SequenceDecoder"/> asks of a model: to read one more token of each hypothesis and score the next.
/// Derive from it to decode a model of your own.
/// </summary>
/// <remarks>
/// <para>
/// A scorer serves one batch of sentences from the first token to the last. It keeps a state per row, and each call
/// names by <c>parents</c> which former row every new row continues: rows are dropped, repeated and reordered so.
/// </para>
/// <para>One thread at a time; the decoder that uses it runs its operations on the scorer's tape.</para>
/// <example>
/// A model whose next token depends on the last one only:
/// <code>
/// internal sealed class BigramScorer(Tape tape, float[] table /* [V, V] */, int classes) : SequenceScorer
/// {
///     public override int Classes => classes;
///     public override int Sentences => 1;
///     public override Tape Tape => tape;
///
///     public override Tensor Score(ReadOnlySpan&lt;int> tokens, ReadOnlySpan&lt;int> parents)
///     {
///         tape.Reset();
///         var logits = tape.Take(new Shape(tokens.Length, classes)); // [R, V]
///         using var map = logits.Map();
///         for (var row = 0; row &lt; tokens.Length; row++)
///         {
///             table.AsSpan(tokens[row] * classes, classes).CopyTo(map.Span[(row * classes)..]);
///         }
///         return logits;
///     }
/// }
/// </code>
/// </example>
/// </remarks>
public abstract class SequenceScorer
{
    /// <summary>V, classes that are scored: the size of the target vocabulary.</summary>
    public abstract int Classes { get; }

    /// <summary>N, sentences that are decoded together.</summary>
    public abstract int Sentences { get; }

    /// <summary>The tape whose engine holds the logits; made with <c>isTraining: false</c>. The scorer resets it.</summary>
    public abstract Tape Tape { get; }

    /// <summary>Feeds one token to each row and scores the token after it.</summary>
    /// <param name="tokens">[R], what each row reads: the begin token in the first call.</param>
    /// <param name="parents">
    /// [R], the row of the former call that each row continues; in the first call the sentence whose initial state it
    /// starts from. Any order, with repetitions; rows that nobody names are gone.
    /// </param>
    /// <returns>
    /// Logits [R, V], −∞ for a token that cannot come; valid until the next call. The decoder may write to them.
    /// </returns>
    public abstract Tensor Score(ReadOnlySpan<int> tokens, ReadOnlySpan<int> parents);

    /// <summary>
    /// [R, T], how much each row of the last call looked at each source position; empty, the default, for a model
    /// without attention. Valid until the next call.
    /// </summary>
    public virtual Tensor AttentionWeights => default;
}

using System.Text;

namespace NativeRnn;

/// <summary>Continues texts with an n-gram model.</summary>
public static class NGramTextGenerator
{
    /// <summary>Continues a prompt token by token.</summary>
    /// <param name="model">Not changed.</param>
    /// <param name="prompt">At least one token; unknown ones count as <c>&lt;unk&gt;</c>.</param>
    /// <param name="options">Length, temperature, top-k, top-p and seed; the defaults where null.</param>
    /// <param name="cancellation">Stops between two tokens.</param>
    /// <returns>The text of each token as it is made, the prompt not included.</returns>
    /// <exception cref="ArgumentException">The prompt holds no token.</exception>
    public static IEnumerable<string> Stream(
        NGramModel model, string prompt, GenerationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompt);
        ReadOnlyMemory<int> ids = model.Codec.Encode(prompt).Ids;
        return ids.IsEmpty
            ? throw new ArgumentException("The prompt holds no token: give at least one word or character.", nameof(prompt))
            : Iterate(model, ids, options ?? new GenerationOptions(), cancellation);
    }

    private static IEnumerable<string> Iterate(
        NGramModel model, ReadOnlyMemory<int> prompt, GenerationOptions options, CancellationToken cancellation)
    {
        var sampler = new TokenSampler(options, model.Vocabulary.Count);
        var cursor = new NGramCursor(model.Trie);
        double[] probabilities = new double[model.Vocabulary.Count];
        var text = new StringBuilder();
        cursor.Read(prompt.Span);
        for (int i = 0; i < options.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            model.Predict(cursor, probabilities);
            int token = sampler.Draw(probabilities);
            cursor.Read([token]);
            text.Clear();
            model.Codec.AppendTo(text, token, first: false);
            yield return text.ToString();
        }
    }
}

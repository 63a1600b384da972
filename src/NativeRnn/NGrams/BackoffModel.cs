namespace NativeRnn;

/// <summary>
/// An n-gram model in back-off form: P(x | h) is stored where (h, x) was seen, and otherwise b(h) · P(x | h′), h′ being
/// the context h without its first token.
/// </summary>
/// <remarks>
/// What an ARPA file holds. Interpolated models fit in exactly: the stored P already holds the shorter contexts' share,
/// and b(h) is what is left to them. 24 bytes per n-gram.
/// </remarks>
public sealed class BackoffModel : NGramModel
{
    private const double NaturalPerDecimal = 2.302585092994045684; // ln 10

    private readonly double[][] _probabilities; // by level: log₁₀ P
    private readonly double[][] _backoffs; // by level but the last: log₁₀ b

    internal BackoffModel(NGramTrie trie, double[][] probabilities, double[][] backoffs, TextCodec codec)
        : base(trie, codec)
    {
        _probabilities = probabilities;
        _backoffs = backoffs;
    }

    /// <summary>Whether a file is meant to be an ARPA file: by its name, or because its first line looks so.</summary>
    /// <param name="path">Any file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="CheckpointException">The path is a folder, or nothing that has a length.</exception>
    public static bool Recognizes(string path) => ArpaReader.Recognizes(path);

    /// <summary>Reads an ARPA file.</summary>
    /// <param name="path">
    /// In UTF-8. One that this library wrote says what its tokens are; those of others hold words as they stand between
    /// white space.
    /// </param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException"><paramref name="path"/> is a folder, or the file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is no ARPA file; the message says in which line and why.</exception>
    public static BackoffModel Load(string path) => ArpaReader.Read(path);

    /// <summary>Writes an ARPA file: the old one stays until the new one is whole.</summary>
    /// <param name="path">Its name, usually ending in <c>.arpa</c>.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or file may not be written.</exception>
    /// <exception cref="IOException">The path is a folder or device, the disk is full or fails.</exception>
    /// <exception cref="NotSupportedException">The tokens are neither characters nor words.</exception>
    public void Save(string path) => ArpaWriter.Write(this, path);

    /// <summary>log₁₀ P of a stored n-gram.</summary>
    internal double ProbabilityOf(int level, int node) => _probabilities[level - 1][node];

    /// <summary>log₁₀ b of a stored n-gram; 0 at the highest level.</summary>
    internal double BackoffOf(int level, int node) => level == Order ? 0 : _backoffs[level - 1][node];

    internal override double LogProbabilityOf(NGramCursor cursor, int token)
    {
        ReadOnlySpan<int> found = cursor.Found;
        double backoff = 0;
        for (int length = Order; length > 0; length--)
        {
            if (found[length] != NGramTrie.Absent)
            {
                return (_probabilities[length - 1][found[length]] + backoff) * NaturalPerDecimal;
            }

            int context = cursor.Contexts[length - 1];
            backoff += context == NGramTrie.Absent ? 0 : _backoffs[length - 2][context];
        }

        throw new InvalidOperationException("Every token is a node of level 1.");
    }

    internal override void Predict(NGramCursor cursor, Span<double> probabilities)
    {
        for (int token = 0; token < probabilities.Length; token++)
        {
            probabilities[token] = Math.Pow(10, _probabilities[0][token]);
        }

        for (int length = 1; length < Order && cursor.Contexts[length] != NGramTrie.Absent; length++)
        {
            PredictFrom(length, cursor.Contexts[length], probabilities);
        }
    }

    private void PredictFrom(int length, int context, Span<double> probabilities)
    {
        double backoff = Math.Pow(10, _backoffs[length - 1][context]);
        foreach (ref double probability in probabilities)
        {
            probability *= backoff;
        }

        Range children = Trie.ChildrenOf(length, context);
        for (int child = children.Start.Value; child < children.End.Value; child++)
        {
            probabilities[Trie.TokenOf(length + 1, child)] = Math.Pow(10, _probabilities[length][child]);
        }
    }
}

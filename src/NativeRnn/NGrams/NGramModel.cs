namespace NativeRnn;

/// <summary>A language model that predicts a token from the n − 1 before it, by counting.</summary>
/// <remarks>
/// Immutable; may be used from many threads at once; needs no native library. A text is one stream of tokens: nothing
/// marks the beginnings and ends of sentences. The first tokens are predicted from as many as there are.
/// </remarks>
public abstract class NGramModel
{
    private protected NGramModel(NGramTrie trie, TextCodec codec)
    {
        Trie = trie;
        Codec = codec;
    }

    /// <summary>Tokens of an n-gram, n.</summary>
    public int Order => Trie.Order;

    /// <summary>Turns texts into ids and back.</summary>
    public TextCodec Codec { get; }

    /// <summary>The tokens that are known.</summary>
    public Vocabulary Vocabulary => Codec.Vocabulary;

    internal NGramTrie Trie { get; }

    /// <summary>Counts the n-grams of a text and smooths them.</summary>
    /// <param name="corpus">The text.</param>
    /// <param name="options">What the model is; <see cref="NGramOptions"/>'s defaults where null.</param>
    public static NGramModel Train(Corpus corpus, NGramOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        options ??= new NGramOptions();
        return Train(NGramTable.Count(corpus.Tokens.Span, corpus.Vocabulary.Count, options.Order), corpus.Codec, options);
    }

    /// <summary>Smooths counted n-grams.</summary>
    /// <param name="table">What a text holds, counted at least up to the options' order.</param>
    /// <param name="codec">What turned the text into ids.</param>
    /// <param name="options">What the model is; its order has to be the table's.</param>
    /// <returns>A <see cref="BackoffModel"/> where the smoothing has that form, so that it can be saved.</returns>
    /// <exception cref="ArgumentException">The table has another order, or another vocabulary than the codec.</exception>
    public static NGramModel Train(NGramTable table, TextCodec codec, NGramOptions options)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(codec);
        ArgumentNullException.ThrowIfNull(options);
        if (table.Order != options.Order)
        {
            throw new ArgumentException(
                $"The table holds n-grams up to {table.Order} tokens, the model needs {options.Order}; count to that order.",
                nameof(options));
        }

        if (table.VocabularySize != codec.Vocabulary.Count)
        {
            throw new ArgumentException(
                $"The codec knows {codec.Vocabulary.Count} tokens, the table {table.VocabularySize}; give the text's own codec.",
                nameof(codec));
        }

        return options.Smoothing != NGramSmoothing.Laplace ? KneserNey.Estimate(table, codec, options)
            : options.HasBackoffForm ? LaplaceModel.EstimateNested(table, codec, options)
            : new LaplaceModel(table, codec, options);
    }

    /// <summary>How many n-grams of a length the model holds; of length 1 the whole vocabulary.</summary>
    /// <param name="length">1 to the order.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is outside.</exception>
    public int CountOf(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Order);
        return Trie.CountOf(length);
    }

    /// <summary>ln P(token | context).</summary>
    /// <param name="context">Ids of the vocabulary; the last n − 1 matter.</param>
    /// <param name="token">An id of the vocabulary.</param>
    /// <returns>Natural logarithm; −∞ for what cannot be.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside.</exception>
    public double LogProbability(ReadOnlySpan<int> context, int token)
    {
        RequireKnown(token, nameof(token));
        NGramCursor cursor = After(context);
        cursor.LookUp(token);
        return LogProbabilityOf(cursor, token);
    }

    /// <summary>P(x | context) for every token x.</summary>
    /// <param name="context">Ids of the vocabulary; the last n − 1 matter.</param>
    /// <param name="probabilities">Filled, by id; as long as the vocabulary. Their sum is 1.</param>
    /// <exception cref="ArgumentException"><paramref name="probabilities"/> has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside.</exception>
    public void Predict(ReadOnlySpan<int> context, Span<double> probabilities)
    {
        if (probabilities.Length != Vocabulary.Count)
        {
            throw new ArgumentException(
                $"There are {Vocabulary.Count} tokens to predict, not {probabilities.Length}.", nameof(probabilities));
        }

        Predict(After(context), probabilities);
    }

    /// <summary>Predicts every token of a text but the first from those before it.</summary>
    /// <param name="tokens">At least two ids of the vocabulary; one stream.</param>
    /// <param name="cancellation">Stops between two tokens.</param>
    /// <returns>
    /// The sum of −ln p and the number of tokens predicted, as <see cref="LanguageModelEvaluator"/> measures neural models.
    /// </returns>
    /// <exception cref="InvalidDataException">The text is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside.</exception>
    public Loss Evaluate(ReadOnlySpan<int> tokens, CancellationToken cancellation = default)
    {
        const int TokensBetweenChecks = 1 << 16;
        if (tokens.Length < 2)
        {
            throw new InvalidDataException($"A text of {tokens.Length} tokens is too short to evaluate: it needs at least 2.");
        }

        NGramCursor cursor = After(tokens[..1]);
        double total = 0;
        for (int i = 1; i < tokens.Length; i++)
        {
            if (i % TokensBetweenChecks == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            RequireKnown(tokens[i], nameof(tokens));
            cursor.LookUp(tokens[i]);
            total -= LogProbabilityOf(cursor, tokens[i]);
            cursor.Accept();
        }

        return new Loss(total, tokens.Length - 1);
    }

    /// <summary>ln P of a token that the cursor has looked up.</summary>
    internal abstract double LogProbabilityOf(NGramCursor cursor, int token);

    /// <summary>Fills in the probability of every token at the cursor.</summary>
    internal abstract void Predict(NGramCursor cursor, Span<double> probabilities);

    private NGramCursor After(ReadOnlySpan<int> context)
    {
        foreach (int token in context)
        {
            RequireKnown(token, nameof(context));
        }

        var cursor = new NGramCursor(Trie);
        cursor.Read(context[Math.Max(0, context.Length - Order + 1)..]);
        return cursor;
    }

    private void RequireKnown(int token, string parameter)
    {
        if ((uint)token >= (uint)Trie.VocabularySize)
        {
            throw new ArgumentOutOfRangeException(
                parameter, token, $"A token's id must be 0 to {Trie.VocabularySize - 1}, an index of the vocabulary.");
        }
    }
}

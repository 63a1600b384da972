namespace NativeRnn.Samples;

/// <summary>Fills gaps in a text, from what stands before them or from both sides.</summary>
internal static class Bidirectional
{
    private const int Batch = 32;
    private const int Steps = 35;

    internal static void Run()
    {
        var corpus = Corpus.FromFile("data/lighthouse.txt", new() { Normalization = Normalization.Letters });
        Console.WriteLine($"gaps read from the left: perplexity {Train(corpus, Direction.Forward):F2}");
        Console.WriteLine($"gaps read from both sides: perplexity {Train(corpus, Direction.Both):F2}");
    }

    private static double Train(Corpus corpus, Direction direction)
    {
        #region book
        int classes = corpus.Vocabulary.Count;
        using var parameters = new ParameterStore(Engine.Default);
        var network = new RecurrentNetwork(parameters, "rnn", new()
        {
            Layer = new() { Cell = CellKind.Lstm, Inputs = classes, Hidden = 32, Direction = direction },
        });
        var output = new Linear(parameters, "linear", network.Outputs, classes);
        parameters.Allocate();
        parameters.Initialize(Initializer.XavierUniform, new RandomSource(1));

        using var tape = new Tape(Engine.Default);
        using var optimizer = new Optimizer(parameters, new() { Kind = OptimizerKind.Adam });
        Loss epoch = default;
        foreach (var (text, gaps) in Batches(corpus)) // the text with gaps in it, and what belongs into them
        {
            tape.Reset();
            using var state = network.CreateState(Batch);
            var input = OneHot.Forward(tape, text, Steps, Batch, classes); // [T, N, V]
            var logits = output.Forward(tape, network.Forward(tape, input, state)); // [T·N, V]
            epoch += CrossEntropy.Forward(tape, logits, gaps, ignored: Vocabulary.UnknownIndex);
            tape.Backward();
            optimizer.Step(tape, learningRate: 0.01, Math.Min(1, 1 / optimizer.GradientNorm(tape)));
        }
        #endregion
        return epoch.Perplexity;
    }

    // Every fifth character is a gap, which the model reads as <unk>; a target of <unk> counts for nothing.
    private static IEnumerable<(int[] Text, int[] Gaps)> Batches(Corpus corpus)
    {
        var sampler = new WindowSampler(corpus.Tokens, new() { Batch = Batch, Steps = Steps, Sampling = Sampling.Random });
        var random = new RandomSource(2);
        int[] text = new int[Steps * Batch]; // [T, N]
        int[] next = new int[text.Length];
        for (int epoch = 0; epoch < 3; epoch++)
        {
            sampler.BeginEpoch(random);
            while (sampler.TryNext(text, next, out _))
            {
                int[] gaps = new int[text.Length]; // all <unk>
                for (int i = 2 * Batch; i < text.Length; i += 5)
                {
                    (gaps[i], text[i]) = (text[i], Vocabulary.UnknownIndex);
                }
                yield return (text, gaps);
            }
        }
    }
}

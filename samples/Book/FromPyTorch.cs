namespace NativeRnn.Samples;

/// <summary>A model and a training loop of one's own, beside what they are called in PyTorch.</summary>
internal static class FromPyTorch
{
    internal static void Run()
    {
        var pairs = PairCorpus.FromFile("data/english-french.tsv");
        using var sampler = new PairBatchSampler(pairs, new() { Batch = 32, Steps = 12 });
        int classes = pairs.TargetCodec.Vocabulary.Count;

        #region book
        using var parameters = new ParameterStore(Engine.Default);
        var embedding = new Embedding(parameters, "embedding", classes, 16); // nn.Embedding(classes, 16)
        var rnn = new RecurrentNetwork(parameters, "rnn", new() // nn.GRU(16, 32, num_layers=2)
        {
            Layer = new() { Cell = CellKind.GruResetAfter, Inputs = 16, Hidden = 32, Bias = Bias.Pair },
            Layers = 2,
        });
        var linear = new Linear(parameters, "linear", rnn.Outputs, classes); // nn.Linear(32, classes)
        parameters.Allocate();
        parameters.Initialize(Initializer.PyTorchUniform, new RandomSource(0)); // torch.manual_seed(0)
        using var optimizer = new Optimizer(parameters, new() { Kind = OptimizerKind.Adam }); // optim.Adam(…)
        using var tape = new Tape(Engine.Default); // model.train()
        var batch = new PairBatch();
        sampler.BeginEpoch(new RandomSource(1));
        while (sampler.TryNext(batch)) // for batch in loader:
        {
            tape.Reset();
            using var zeros = rnn.CreateState(batch.Count);
            var embedded = embedding.Forward(tape, batch.Inputs, batch.TargetSteps, batch.Count); // [T, N, E]
            var hidden = rnn.Forward(tape, embedded, zeros, lengths: batch.TargetLengths); // rnn(pack_padded_sequence(…))
            var logits = linear.Forward(tape, hidden); // [T·N, V]
            var loss = CrossEntropy.Forward( // F.cross_entropy(…, ignore_index=pad)
                tape, logits, batch.Targets.Span, ignored: Vocabulary.PaddingIndex);
            tape.Backward(); // loss.backward()
            double norm = optimizer.GradientNorm(tape); // clip_grad_norm_(…, 1)
            optimizer.Step(tape, learningRate: 0.01, Math.Min(1, 1 / norm)); // optimizer.step(), optimizer.zero_grad()
            Console.WriteLine($"loss {loss.Mean:F3}, gradient norm {norm:F3}");
        }
        #endregion
    }
}

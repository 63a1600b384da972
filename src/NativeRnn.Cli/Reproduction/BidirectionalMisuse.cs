using System.Globalization;

namespace NativeRnn.Cli;

/// <summary>A bidirectional network trained as a language model: the mistake that the book warns of.</summary>
/// <remarks>Built from the layer API, since <see cref="LanguageModel"/> reads in one direction only, for this reason.</remarks>
internal sealed class BidirectionalMisuse : IDisposable
{
    private const int Continuation = 50;
    private const int Judged = 1000; // characters are enough to tell the two perplexities apart

    private static readonly WindowOptions _windows = new() { Batch = 32, Steps = 35 };

    private readonly BookRun _run;
    private readonly Corpus _corpus;
    private readonly Engine _engine;
    private readonly ParameterStore _parameters;
    private readonly RecurrentNetwork _network;
    private readonly Linear _output;

    private BidirectionalMisuse(BookRun run, RandomSource random)
    {
        (_run, _corpus, _engine) = (run, run.ReadCharacters(), Engine.Cpu(run.Threads));
        var classes = _corpus.Vocabulary.Count;
        _parameters = new ParameterStore(_engine);
        _network = new RecurrentNetwork(_parameters, "rnn", new RecurrentNetworkOptions
        {
            Layer = new() { Cell = CellKind.Lstm, Inputs = classes, Hidden = 256, Direction = Direction.Both },
            Layers = 2,
        });
        _output = new Linear(_parameters, "linear", 2 * 256, classes);
        _parameters.Allocate();
        _parameters.Initialize(Initializer.PyTorchUniform, random);
    }

    /// <summary>Trains it, then takes the future away.</summary>
    internal static BookFinding Measure(BookRun run)
    {
        var random = new RandomSource(run.Seed);
        using var model = new BidirectionalMisuse(run, random);
        var perplexity = model.Train(random);
        return new BookFinding(
            perplexity,
            [
                ("continues", BookRun.Prompt + model.Continue(BookRun.Prompt)),
                ("perplexity_without_future", model.JudgeWithoutFuture().ToString("F1", CultureInfo.InvariantCulture)),
            ]);
    }

    public void Dispose()
    {
        _parameters.Dispose();
        _engine.Dispose();
    }

    private double Train(RandomSource random)
    {
        var sampler = new WindowSampler(_corpus.Tokens, _windows);
        using var tape = new Tape(_engine);
        using var optimizer = new Optimizer(_parameters, new OptimizerOptions { LearningRate = 1 });
        using var state = _network.CreateState(_windows.Batch);
        var loss = default(Loss);
        for (var epoch = 1; epoch <= _run.Epochs; epoch++)
        {
            sampler.BeginEpoch(random);
            loss = TrainEpoch(sampler, tape, optimizer, state);
            _run.Show(epoch, loss.Perplexity);
        }

        return loss.Perplexity;
    }

    private Loss TrainEpoch(WindowSampler sampler, Tape tape, Optimizer optimizer, RecurrentState state)
    {
        var inputs = new int[_windows.Steps * _windows.Batch]; // [T, N]
        var targets = new int[inputs.Length]; // [T, N]
        var total = default(Loss);
        while (sampler.TryNext(inputs, targets, out var continues))
        {
            _run.Cancellation.ThrowIfCancellationRequested();
            if (!continues)
            {
                state.Clear();
            }

            tape.Reset();
            total += CrossEntropy.Forward(tape, Forward(tape, inputs, _windows.Steps, state), targets);
            tape.Backward();
            optimizer.Step(tape, 1, Math.Min(1, 1 / optimizer.GradientNorm(tape)));
            state.Advance();
        }

        return total;
    }

    // Step by step, as the book's predict_ch8: the reversed pass sees one character, and not the one to predict.
    private string Continue(string prompt)
    {
        var ids = new List<int>(_corpus.Codec.Encode(prompt).Ids.ToArray());
        var warm = ids.Count;
        using var tape = new Tape(_engine, isTraining: false);
        using var state = _network.CreateState(1);
        for (var i = 0; ids.Count < warm + Continuation; i++)
        {
            var logits = Step(tape, ids[i], state);
            if (i + 1 == ids.Count)
            {
                ids.Add(Array.IndexOf(logits, logits.Max()));
            }
        }

        return string.Concat(ids.Skip(warm).Select(id => _corpus.Vocabulary[id]));
    }

    private double JudgeWithoutFuture()
    {
        var ids = _corpus.Tokens.Span[..Math.Min(Judged, _corpus.Tokens.Length)];
        using var tape = new Tape(_engine, isTraining: false);
        using var state = _network.CreateState(1);
        double total = 0;
        for (var i = 0; i + 1 < ids.Length; i++)
        {
            var logits = Step(tape, ids[i], state);
            var highest = logits.Max();
            total += highest + Math.Log(logits.Sum(logit => Math.Exp(logit - highest))) - logits[ids[i + 1]];
        }

        return Math.Exp(total / (ids.Length - 1));
    }

    private float[] Step(Tape tape, int id, RecurrentState state)
    {
        tape.Reset();
        var logits = Forward(tape, new[] { id }, 1, state).Value.ToArray(); // [1, V]
        state.Advance();
        return logits;
    }

    private Variable Forward(Tape tape, int[] ids, int steps, RecurrentState state)
    {
        var input = OneHot.Forward(tape, ids, steps, state.Batch, _corpus.Vocabulary.Count); // [T, N, V]
        return _output.Forward(tape, _network.Forward(tape, input, state)); // [T*N, V]
    }
}

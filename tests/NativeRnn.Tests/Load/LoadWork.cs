using System.Globalization;
using NativeRnn.Tests.Training;

namespace NativeRnn.Tests.Load;

/// <summary>Requests of different kinds and shapes to one model, with what a single thread makes of them.</summary>
internal sealed class LoadWork : IDisposable
{
    private const int Requests = 24;
    private static readonly string[] _prompts = ["t", "the lamp", "and the ship sails by the"];
    private static readonly (int Steps, int Batch)[] _shapes = [(5, 2), (12, 8), (30, 3)];

    private readonly Corpus _corpus = SmallRun.Corpus();
    private readonly string[] _expected;
    private readonly int[] _tokens;

    internal LoadWork(Engine engine, int hidden)
    {
        Model = new LanguageModel(
            new LanguageModelOptions { Cell = CellKind.Lstm, Hidden = hidden }, _corpus.Codec, new RandomSource(3), engine: engine);
        _tokens = [.. Enumerable.Range(0, Requests).Select(TokensOf)];
        using var single = new Client(this);
        _expected = [.. Enumerable.Range(0, Requests).Select(single.Answer)];
    }

    internal LanguageModel Model { get; }

    public void Dispose() => Model.Dispose();

    private static int TokensOf(int request) => request % 4 == 3
        ? _shapes[request % 3].Steps * _shapes[request % 3].Batch
        : _prompts[request % 3].Length + LengthOf(request);

    private static int LengthOf(int request) => 10 + (2 * request);

    /// <summary>A generator and a tape of its own, for one thread at a time.</summary>
    internal sealed class Client(LoadWork work) : IDisposable
    {
        private readonly TextGenerator _generator = new(work.Model);
        private readonly Tape _tape = new(work.Model.Engine, isTraining: false);

        /// <summary>Does one request.</summary>
        /// <param name="number">Any; they repeat.</param>
        /// <returns>Its tokens, and whether the answer was a single thread's, bit for bit.</returns>
        internal (int Tokens, bool IsRight) Do(long number)
        {
            var request = (int)(number % Requests);
            return (work._tokens[request], Answer(request) == work._expected[request]);
        }

        /// <summary>Sees every shape, so that nothing needs to grow later.</summary>
        internal void WarmUp()
        {
            for (var request = 0; request < 12; request++)
            {
                _ = Answer(request);
            }
            _tape.Reset();
        }

        internal string Answer(int request) => request % 4 == 3 ? Loss(_shapes[request % 3]) : Text(request);

        public void Dispose()
        {
            _generator.Dispose();
            _tape.Dispose();
        }

        private string Text(int request) => string.Concat(_generator.Stream(
            _prompts[request % 3], new GenerationOptions { Length = LengthOf(request), Seed = (ulong)request }));

        private string Loss((int Steps, int Batch) shape)
        {
            var count = shape.Steps * shape.Batch;
            using var state = work.Model.CreateState(shape.Batch);
            _tape.Reset();
            var logits = work.Model.Forward(_tape, work._corpus.Tokens[..count], shape.Steps, shape.Batch, state);
            return CrossEntropy.Forward(_tape, logits, work._corpus.Tokens.Span.Slice(1, count)).Total.ToString("R", CultureInfo.InvariantCulture);
        }
    }
}

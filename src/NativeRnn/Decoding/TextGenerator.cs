using System.Runtime.CompilerServices;
using System.Text;
using NativeRnn.Bindings;

namespace NativeRnn;

/// <summary>A language model at work: a state that is fed tokens and asked for the next one.</summary>
/// <remarks>One thread at a time; several generators may share a model. A token costs no allocation.</remarks>
public sealed class TextGenerator : IDisposable
{
    private readonly LanguageModel _model;
    private readonly Tape _tape;
    private readonly RecurrentState _state;
    private readonly int[] _token = new int[1];
    private Tensor _logits; // [1, V], valid until the next token is fed

    /// <summary>A generator without a past.</summary>
    /// <param name="model">Not changed.</param>
    /// <param name="inference">How the model computes; in float32 by default.</param>
    public TextGenerator(LanguageModel model, InferenceOptions? inference = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _tape = new Tape(model.Engine, inference ?? InferenceOptions.Default);
        _state = model.CreateState(batch: 1);
    }

    /// <summary>Forgets everything that was fed.</summary>
    public void Reset()
    {
        _state.Clear();
        _logits = default;
    }

    /// <summary>Lets the model read tokens.</summary>
    /// <param name="ids">At least one id of the model's vocabulary.</param>
    public void Feed(ReadOnlyMemory<int> ids)
    {
        ArgumentOutOfRangeException.ThrowIfZero(ids.Length, nameof(ids));
        _tape.Reset();
        _logits = _model.ForwardLast(_tape, ids, ids.Length, batch: 1, _state).Value;
        _state.Advance();
    }

    /// <summary>Draws the next token and feeds it.</summary>
    /// <param name="options">Temperature, top-k and top-p; length and seed are the caller's.</param>
    /// <param name="random">Draws; one number per token.</param>
    /// <exception cref="InvalidOperationException">Nothing has been fed yet.</exception>
    public int Next(GenerationOptions options, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(random);
        if (_logits.IsEmpty)
        {
            throw new InvalidOperationException("Feed at least one token before asking for the next.");
        }
        var desc = new NativeSampleDesc
        {
            Temperature = (float)options.Temperature,
            TopP = (float)options.TopP,
            TopK = options.TopK,
        };
        var uniform = random.NextSingle();
        _tape.Session.Sample(desc, _logits, new ReadOnlySpan<float>(in uniform), _token);
        Feed(_token);
        Telemetry.GeneratedTokens.Add(1);
        return _token[0];
    }

    /// <summary>Continues a prompt token by token.</summary>
    /// <param name="prompt">At least one token; unknown ones count as <c>&lt;unk&gt;</c>.</param>
    /// <param name="options">Length, temperature and so on.</param>
    /// <param name="cancellation">Stops between two tokens.</param>
    /// <returns>
    /// The text of each token as it is made, the prompt not included; empty for a token that ends within a character,
    /// whose text comes with the token that completes it, or as U+FFFD with the last one.
    /// </returns>
    /// <exception cref="ArgumentException">The prompt holds no token.</exception>
    public IEnumerable<string> Stream(
        string prompt, GenerationOptions? options = null, CancellationToken cancellation = default)
    {
        var ids = Encode(prompt);
        options ??= new GenerationOptions();
        return Iterate();

        IEnumerable<string> Iterate()
        {
            using var measure = new GenerationMeasure();
            var random = new RandomSource(options.Seed);
            var text = new StringBuilder();
            var joiner = JoinerBehind(ids.Span);
            Reset();
            Feed(ids);
            for (var i = 0; i < options.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                text.Clear();
                joiner.Append(text, Next(options, random));
                measure.CountToken();
                if (i == options.Length - 1)
                {
                    joiner.Finish(text);
                }

                yield return text.ToString();
            }
        }
    }

    /// <summary><see cref="Stream"/> for <c>await foreach</c>: each token is made on the thread pool, in turn with those of other texts.</summary>
    public async IAsyncEnumerable<string> StreamAsync(
        string prompt,
        GenerationOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var tokens = Stream(prompt, options, cancellation).GetEnumerator();
        while (await NextInTurn(tokens, cancellation).ConfigureAwait(false))
        {
            yield return tokens.Current;
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        _tape.Dispose();
        _state.Dispose();
    }

    // Task.Run would put the next token before everything that waits, so that one text keeps a thread until its end.
    private static Task<bool> NextInTurn(IEnumerator<string> tokens, CancellationToken cancellation) => Task.Factory.StartNew(
        tokens.MoveNext,
        cancellation,
        TaskCreationOptions.PreferFairness | TaskCreationOptions.DenyChildAttach,
        TaskScheduler.Default);

    private TextJoiner JoinerBehind(ReadOnlySpan<int> prompt)
    {
        var joiner = _model.Codec.CreateJoiner();
        var text = new StringBuilder();
        foreach (var id in prompt)
        {
            joiner.Append(text, id);
        }

        joiner.Finish(text);
        return joiner;
    }

    private ReadOnlyMemory<int> Encode(string prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        var ids = _model.Codec.Encode(prompt).Ids;
        return ids.IsEmpty
            ? throw new ArgumentException("The prompt holds no token: give at least one word or character.", nameof(prompt))
            : ids;
    }
}

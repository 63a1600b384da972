using NativeRnn.Tests.Training;
using NUnit.Framework;

namespace NativeRnn.Tests.Models;

/// <summary>Language models of LSTMs with peepholes and projections, used step by step.</summary>
[Category(LstmParts.Category)]
internal sealed class LstmPartsModelTests
{
    private const int Steps = 8;
    private const int Batch = 2;

    private static readonly Corpus _corpus = SmallRun.Corpus(repetitions: 3);

    private static IEnumerable<LanguageModelOptions> Models() =>
    [
        new() { Cell = CellKind.Lstm, Hidden = 12, Layers = 2, Projection = 5 },
        new() { Cell = CellKind.Lstm, Hidden = 12, Layers = 2, Embed = 6, HasPeepholes = true },
        new() { Cell = CellKind.Lstm, Hidden = 12, Layers = 2, HiddenSizes = [12, 8], Projection = 5, HasPeepholes = true },
    ];

    [TestCaseSource(nameof(Models))]
    public void Steps_at_once_are_single_steps(LanguageModelOptions options)
    {
        using var model = Model(options);
        using var tape = new Tape(model.Engine, isTraining: false);
        using var state = model.CreateState(Batch);
        var ids = _corpus.Tokens[..(Steps * Batch)];
        var expected = model.Forward(tape, ids, Steps, Batch, state).Value.ToArray();
        state.Advance();
        var last = state.All.ToArray();
        state.Clear();
        var found = new List<float>();
        for (var t = 0; t < Steps; t++)
        {
            tape.Reset();
            found.AddRange(model.Forward(tape, ids.Slice(t * Batch, Batch), 1, Batch, state).Value.ToArray());
            state.Advance();
        }
        Assert.That(found, Is.EqualTo(expected).Within(1e-5));
        Assert.That(state.All.ToArray(), Is.EqualTo(last).Within(1e-5));
    }

    [TestCaseSource(nameof(Models))]
    public void A_generator_continues_as_the_likeliest_of_all_steps_says(LanguageModelOptions options)
    {
        using var model = Model(options);
        const string Prompt = "the l";
        int[] ids = [.. model.Codec.Encode(Prompt).Ids.Span];
        var text = "";
        for (var i = 0; i < 10; i++)
        {
            using var tape = new Tape(model.Engine, isTraining: false);
            using var state = model.CreateState(1);
            var last = model.Forward(tape, ids, ids.Length, 1, state).Value.ToArray()[^model.Vocabulary.Count..];
            ids = [.. ids, Array.IndexOf(last, last.Max())];
            text += model.Vocabulary.Tokens[ids[^1]];
        }
        Assert.That(model.Generate(Prompt, new GenerationOptions { Length = 10, TopK = 1 }), Is.EqualTo(text));
    }

    private static LanguageModel Model(LanguageModelOptions options) => new(options, _corpus.Codec, new RandomSource(3));
}

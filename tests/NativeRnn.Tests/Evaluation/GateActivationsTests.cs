using NUnit.Framework;

namespace NativeRnn.Tests.Evaluation;

public sealed class GateActivationsTests
{
    private const string Text = "the cat saw the dog";
    private const float Tolerance = 1e-5f; // float32 sums of ten terms in another order

    [Test]
    public void The_hidden_state_is_the_model_s_own_at_every_step(
        [Values] CellKind cell, [Values] Bias bias, [Values(0, 5)] int embed)
    {
        using var model = Model(cell, bias, embed);
        var ids = model.Codec.Encode(Text).Ids;

        var gates = GateActivations.Record(model, ids);

        var own = States(model, ids, state: 0);
        var recorded = gates.Gates[^1].Values.ToArray();
        Assert.That(gates.Gates[^1].Name, Is.EqualTo("hidden state h"));
        Assert.That(recorded, Is.EqualTo(own).Within(Tolerance));
        if (cell == CellKind.Lstm)
        {
            Assert.That(gates.Gates[4].Values.ToArray(), Is.EqualTo(States(model, ids, state: 1)).Within(Tolerance));
        }
    }

    [Test]
    public void Layers_of_their_own_size_and_learnt_initial_states_are_followed(
        [Values(CellKind.Lstm, CellKind.GruResetAfter)] CellKind cell)
    {
        using var model = Model(
            new LanguageModelOptions { Cell = cell, Layers = 2, HiddenSizes = [5, 3], LearnsState = true, HasLayerNorm = true });
        var ids = model.Codec.Encode(Text).Ids;

        var gates = GateActivations.Record(model, ids);

        Assert.That(gates.Hidden, Is.EqualTo(5));
        Assert.That(gates.Gates[^1].Values.ToArray(), Is.EqualTo(States(model, ids, state: 0)).Within(Tolerance));
    }

    [TestCase(CellKind.Lstm, "input gate i", "forget gate f", "candidate c̃", "output gate o", "cell state c", "hidden state h")]
    [TestCase(CellKind.GruResetBefore, "update gate z", "reset gate r", "candidate h̃", "hidden state h")]
    [TestCase(CellKind.GruResetAfter, "update gate z", "reset gate r", "candidate h̃", "hidden state h")]
    [TestCase(CellKind.RnnTanh, "hidden state h")]
    public void Gates_lie_between_their_bounds_and_tell_the_next_state(CellKind cell, params string[] names)
    {
        using var model = Model(cell, Bias.Single, embed: 0);

        var gates = GateActivations.Record(model, model.Codec.Encode(Text).Ids);

        Assert.That(gates.Gates.Select(gate => gate.Name), Is.EqualTo(names));
        foreach (var gate in gates.Gates)
        {
            Assert.That(gate.Values.Length, Is.EqualTo(gates.Steps * gates.Hidden));
            Assert.That(gate.Values.ToArray(), Has.All.InRange(gate.Lowest, gate.Name.Contains("cell", StringComparison.Ordinal) ? 9f : 1f));
        }

        if (cell is CellKind.GruResetBefore or CellKind.GruResetAfter)
        {
            // h' = z ⊙ h + (1 − z) ⊙ h̃, from the first state, which is 0
            var (z, candidate, h) = (gates.Gates[0].Values.Span[0], gates.Gates[2].Values.Span[0], gates.Gates[3].Values.Span[0]);
            Assert.That(h, Is.EqualTo((1 - z) * candidate).Within(Tolerance));
        }
    }

    [Test]
    public void Texts_without_a_token_and_ids_beyond_the_vocabulary_are_refused()
    {
        using var model = Model(CellKind.Lstm, Bias.Single, embed: 0);

        Assert.That(() => GateActivations.Record(model, default), Throws.InstanceOf<ArgumentException>());
        Assert.That(
            () => GateActivations.Record(model, new[] { model.Vocabulary.Count }), Throws.InstanceOf<ArgumentException>());
    }

    private static LanguageModel Model(CellKind cell, Bias bias, int embed) =>
        Model(new LanguageModelOptions { Cell = cell, Hidden = 6, Layers = 2, Bias = bias, Embed = embed });

    private static LanguageModel Model(LanguageModelOptions options)
    {
        var codec = Corpus.FromText(Text).Codec;
        var model = new LanguageModel(options, codec, new RandomSource(7));
        using (var map = model.Parameters.Values.Map()) // biases too
        {
            var random = new RandomSource(8);
            foreach (ref var value in map.Span)
            {
                value = random.NextSingle() - 0.5f;
            }
        }

        model.Parameters.MarkChanged();
        return model;
    }

    private static float[] States(LanguageModel model, ReadOnlyMemory<int> ids, int state)
    {
        var sizes = model.Options.HiddenSizes;
        var hidden = sizes.Count > 0 ? sizes[0] : model.Options.Hidden;
        using var tape = new Tape(model.Engine, isTraining: false);
        using var carried = model.CreateState(1);
        var all = new List<float>();
        for (var t = 0; t < ids.Length; t++)
        {
            tape.Reset();
            model.Forward(tape, ids.Slice(t, 1), steps: 1, batch: 1, carried);
            carried.Advance();
            all.AddRange(carried[0].ToArray().AsSpan(state * hidden, hidden));
        }

        return [.. all];
    }
}

using NativeRnn.Tests.Training;
using NUnit.Framework;

namespace NativeRnn.Tests.Models;

internal sealed class LanguageModelTests
{
    [TestCase(CellKind.RnnTanh, Bias.Single, 28 * 32 + 32 * 32 + 32)]
    [TestCase(CellKind.GruResetBefore, Bias.Single, 3 * (28 * 32 + 32 * 32 + 32))]
    [TestCase(CellKind.GruResetAfter, Bias.Single, 3 * (28 * 32 + 32 * 32 + 32) + 32)]
    [TestCase(CellKind.GruResetAfter, Bias.Pair, 3 * (28 * 32 + 32 * 32 + 32 + 32))]
    [TestCase(CellKind.Lstm, Bias.None, 4 * (28 * 32 + 32 * 32))]
    public void Parameters_are_counted_as_the_equations_say(CellKind cell, Bias bias, int recurrent)
    {
        using var model = new LanguageModel(
            new LanguageModelOptions { Cell = cell, Hidden = 32, Bias = bias }, Codec(28));
        Assert.That(model.Parameters.Count, Is.EqualTo(recurrent + 32 * 28 + 28));
    }

    [Test]
    public void A_saved_model_loads_with_the_same_bits_options_and_text_settings()
    {
        using var folder = new TemporaryFolder();
        var corpus = SmallRun.Corpus();
        using var model = SmallRun.Model(corpus, CellKind.GruResetAfter, layers: 2, dropout: 0.25f, embed: 8);
        var path = Path.Combine(folder.Path, "model.nrnn");
        model.Save(path);
        using var loaded = LanguageModel.Load(path);
        Assert.That(loaded.Options, Is.EqualTo(model.Options));
        Assert.That(loaded.Vocabulary.Tokens, Is.EqualTo(model.Vocabulary.Tokens));
        Assert.That(SmallRun.Parameters(loaded), Is.EqualTo(SmallRun.Parameters(model)));
        loaded.Save(path + "2");
        Assert.That(File.ReadAllBytes(path + "2"), Is.EqualTo(File.ReadAllBytes(path)));
    }

    [Test]
    public void A_file_of_something_else_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "letter.txt");
        File.WriteAllText(path, "Dear reader, this is no model at all.");
        Assert.That(() => LanguageModel.Load(path), Throws.TypeOf<CheckpointException>().With.Message.Contains("letter.txt"));
    }

    [Test]
    public void Rows_of_a_state_are_selected_repeated_and_reordered()
    {
        var corpus = SmallRun.Corpus();
        using var model = SmallRun.Model(corpus, layers: 2);
        using var tape = new Tape(model.Engine, isTraining: false);
        using var state = model.CreateState(3);
        _ = model.Forward(tape, new[] { 1, 2, 3 }, 1, 3, state);
        state.Advance();
        var before = Rows(state);
        using var selected = state.Select(tape, [2, 0, 2, 2]);
        Assert.That(Rows(selected), Is.EqualTo(new[] { before[2], before[0], before[2], before[2] }));
        state.Reorder(tape, [1, 1, 0]);
        Assert.That(Rows(state), Is.EqualTo(new[] { before[1], before[1], before[0] }));
        Assert.That(() => state.Reorder(tape, [0, 1, 3]), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => state.Reorder(tape, [0, 1]), Throws.ArgumentException);
    }

    [Test]
    public void Tokens_outside_the_vocabulary_are_refused_before_anything_runs()
    {
        using var model = SmallRun.Model(SmallRun.Corpus());
        using var tape = new Tape(model.Engine);
        using var state = model.CreateState(1);
        Assert.That(
            () => model.Forward(tape, new[] { model.Vocabulary.Count }, 1, 1, state),
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("Token ids"));
    }

    [Test]
    public void Options_out_of_range_are_named()
    {
        Assert.That(
            () => new LanguageModelOptions { Cell = CellKind.Lstm, Hidden = 0 },
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("Hidden"));
        Assert.That(
            () => new LanguageModelOptions { Cell = CellKind.Lstm, Dropout = 1 },
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("Dropout"));
        Assert.That(
            () => new LanguageModelOptions { Cell = (CellKind)77 },
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("Cell"));
    }

    private static TextCodec Codec(int size) => new(
        Vocabulary.FromTokens(["<unk>", .. Enumerable.Range(0, size - 1).Select(i => $"t{i}")]),
        Normalization.None,
        TokenUnit.Word);

    // For each row of the batch its numbers in all layers, kinds and directions: [L, S, D, N, H] by N.
    private static float[][] Rows(RecurrentState state)
    {
        var all = state.All.ToArray();
        var hidden = state.All.Shape.Last;
        return [.. Enumerable.Range(0, state.Batch).Select(row =>
            all.Chunk(hidden).Where((_, i) => i % state.Batch == row).SelectMany(values => values).ToArray())];
    }
}

using NativeRnn.Tests.Cli;
using NUnit.Framework;

namespace NativeRnn.Tests.Distributed;

/// <summary>Ranks that share each batch see what one process sees.</summary>
[NonParallelizable]
internal sealed class SharedTrainingTests
{
    // What the contract of training together promises: the sums' order alone differs, and training spreads that.
    private const double AtFirst = 1e-5;
    private const double AtHundredth = 1e-3;

    private static readonly string[] _watched = ["--log-steps", "--json", "--threads", "1", "--max-steps", "100"];

    private TemporaryFolder _folder = null!;
    private string _text = null!;
    private string _pairs = null!;

    [SetUp]
    public void MakeData()
    {
        MpiJob.Require();
        _folder = new TemporaryFolder();
        _text = SmallText.In(_folder);
        _pairs = SmallPairFile.In(_folder);
    }

    [TearDown]
    public void RemoveFolder() => _folder?.Dispose();

    [TestCase(2, "sequential", "lstm")]
    [TestCase(4, "random", "lstm")]
    [TestCase(3, "sequential", "rnn", Category = "Acceptance")]
    public void A_language_model_has_one_processs_losses(int ranks, string sampling, string cell)
    {
        // Ten rows: shares of unequal size.
        string[] command =
        [
            "train", "lm", "--data", _text, "--valid", _text, "--hidden", "16", "--layers", "2", "--embed", "8", "--cell", cell,
            "--batch", "10", "--steps", "7", "--sampling", sampling, .. _watched,
        ];
        var (one, several) = (MpiJob.Run(1, command).Succeeded(), MpiJob.Run(ranks, command).Succeeded());
        several.RequireLossesOf(one, AtFirst, AtHundredth);
        Assert.That(several.Losses, Has.Count.EqualTo(100));
        var (expected, epoch) = (one.Epochs[^1], several.Epochs[^1]);
        Assert.Multiple(() =>
        {
            Assert.That(epoch.GetProperty("tokens").GetInt64(), Is.EqualTo(expected.GetProperty("tokens").GetInt64()));
            Assert.That(
                epoch.GetProperty("valid_loss").GetDouble(),
                Is.EqualTo(expected.GetProperty("valid_loss").GetDouble()).Within(AtHundredth));
            Assert.That(epoch.GetProperty("ranks").GetInt32(), Is.EqualTo(ranks));
            Assert.That(epoch.GetProperty("global_batch_windows").GetInt32(), Is.EqualTo(10));
            Assert.That(epoch.GetProperty("learning_rate").GetDouble(), Is.EqualTo(1));
        });
    }

    [TestCase("full", Category = "Acceptance")]
    [TestCase("random")]
    public void Windows_of_several_segments_have_one_processs_losses(string truncation)
    {
        string[] command =
        [
            "train", "lm", "--data", _text, "--hidden", "12", "--batch", "3", "--steps", "5", "--bptt", truncation, .. _watched,
        ];
        MpiJob.Run(2, command).Succeeded().RequireLossesOf(MpiJob.Run(1, command).Succeeded(), AtFirst, AtHundredth);
    }

    [TestCase("none", 4)]
    [TestCase("additive", 2)]
    public void A_translator_has_one_processs_losses_and_validation(string attention, int ranks)
    {
        // 36 pairs by 11: the last batch of an epoch has three, so that one of four ranks gets none.
        string[] command =
        [
            "train", "seq2seq", "--data", _pairs, "--valid", _pairs, "--best-by", "bleu", "--hidden", "12", "--embed", "8",
            "--attention", attention, "--batch", "11", "--accumulate", "2", .. _watched,
        ];
        var (one, several) = (MpiJob.Run(1, command).Succeeded(), MpiJob.Run(ranks, command).Succeeded());
        several.RequireLossesOf(one, AtFirst, AtHundredth);
        foreach (var name in new[] { "valid_loss", "valid_bleu" })
        {
            Assert.That(
                several.Epochs[^1].GetProperty(name).GetDouble(),
                Is.EqualTo(one.Epochs[^1].GetProperty(name).GetDouble()).Within(AtHundredth),
                name);
        }
    }

    [TestCase("lm", 3)]
    [TestCase("seq2seq", 4)]
    public void Sums_begun_during_the_backward_pass_are_those_made_behind_it(string kind, int ranks)
    {
        string[] command = kind == "lm"
            ?
            [
                "train", "lm", "--data", _text, "--hidden", "16", "--layers", "2", "--embed", "16", "--layer-norm",
                "--learnt-state", "--batch", "10", "--steps", "7", .. _watched,
            ]
            :
            [
                "train", "seq2seq", "--data", _pairs, "--hidden", "12", "--embed", "8", "--bidirectional", "--attention",
                "additive", "--batch", "11", .. _watched,
            ];
        var behind = MpiJob.Run(ranks, [.. command, "--overlap", "off"]).Succeeded();
        MpiJob.Run(ranks, [.. command, "--overlap", "on"]).Succeeded().RequireLossesOf(behind, AtFirst, AtHundredth);
    }

    [Test]
    public void Gradients_that_travel_in_bf16_train_nearly_the_same()
    {
        const double Rounding = 0.02; // 8 bits of mantissa, over a hundred steps
        string[] command =
            ["train", "lm", "--data", _text, "--hidden", "16", "--batch", "8", "--steps", "7", "--lr", "0.3", .. _watched];
        var exact = MpiJob.Run(2, command).Succeeded();
        var rounded = MpiJob.Run(2, [.. command, "--reduce", "bf16"]).Succeeded();
        rounded.RequireLossesOf(exact, Rounding, Rounding);
        Assert.That(rounded.Losses[100], Is.Not.EqualTo(exact.Losses[100]), "or nothing was rounded");
    }

    [Test]
    public void Dropout_trains_and_two_runs_of_the_same_ranks_are_the_same()
    {
        string[] command =
        [
            "train", "lm", "--data", _text, "--hidden", "16", "--layers", "2", "--dropout", "0.3", "--input-dropout", "0.2",
            "--batch", "8", "--steps", "7", .. _watched,
        ];
        var first = MpiJob.Run(2, command).Succeeded();
        MpiJob.Run(2, command).Succeeded().RequireLossesOf(first, 0, 0);
        Assert.That(first.Losses[100], Is.LessThan(0.9 * first.Losses[1]));
    }

    [Test]
    public void A_batch_with_too_few_windows_is_refused_once()
    {
        var refused = MpiJob.Run(
            4, ["train", "lm", "--data", _text, "--hidden", "8", "--batch", "3", "--steps", "7", "--threads", "1"]);
        Assert.That(refused.ExitCode, Is.EqualTo(2));
        Assert.That(refused.Error.Split("raise --batch to at least 4"), Has.Length.EqualTo(2));
    }

    [Test]
    public void A_module_that_is_not_there_is_told_once_with_the_place()
    {
        var refused = MpiJob.Run(
            2,
            ["train", "lm", "--data", _text, "--threads", "1"],
            variables: new() { ["NATIVERNN_MPI_LIBRARY_PATH"] = _folder.File("absent.so") });
        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(refused.Error.Split("nativernn: "), Has.Length.EqualTo(2), refused.Error);
        Assert.That(refused.Error, Does.Contain("NATIVERNN_MPI_LIBRARY_PATH").And.Contain("absent.so"));
    }

    [Test]
    public void A_command_that_cannot_be_shared_says_so_once()
    {
        var refused = MpiJob.Run(3, ["doctor"]);
        Assert.That(refused.ExitCode, Is.EqualTo(2));
        Assert.That(refused.Error.Split("'doctor' works in one process"), Has.Length.EqualTo(2));
    }
}

using NUnit.Framework;

namespace NativeRnn.Tests.Checkpoints;

/// <summary>Files of earlier versions stay readable: each is stored as it was written then.</summary>
[Category("Golden")]
internal sealed class EarlierVersionTests
{
    private const string Text = "the lamp is lit and the lamp is bright and the ship sails by the lamp at night.\n";
    private const double Rounding = 1e-5; // other processors round differently; what is stored is exact

    private static readonly string _file =
        Path.Combine(AppContext.BaseDirectory, "Golden", "checkpoint_v1.nrnn");

    [Test]
    public void Version_1_tells_its_model_and_its_run()
    {
        var info = CheckpointInfo.Read(_file);
        Assert.That((info.FormatVersion, info.WrittenBy), Is.EqualTo((1, "0.1.0")));
        Assert.That(info.LanguageModel, Is.EqualTo(new LanguageModelOptions
        {
            Cell = CellKind.Lstm,
            Hidden = 3,
            Layers = 2,
            Embed = 2,
            Dropout = 0.25f,
        }));
        Assert.That(string.Concat(info.Codec.Vocabulary.Tokens), Is.EqualTo("<unk> thailsepmndbgry.\n"));
        Assert.That((info.Codec.Normalization, info.Codec.Unit), Is.EqualTo((Normalization.None, TokenUnit.Char)));
        var run = info.Training!;
        Assert.That((run.StepsDone, run.EpochsDone, run.StepsInEpoch), Is.EqualTo((10L, 1, 3L)));
        Assert.That((run.Seed, run.Threads, run.Tokens), Is.EqualTo((42UL, 1, 80L)));
        Assert.That(run.BestValidation, Is.EqualTo(new BestValidation(2.8386178137930727, 2, 10)));
        Assert.That(((LanguageModelTrainingOptions)run.Options).Windows, Is.EqualTo(new WindowOptions { Batch = 2, Steps = 5, Offset = 1 }));
        Assert.That(run.Options.Optimizer, Is.EqualTo(new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = 0.01 }));
        Assert.That((run.Options.Schedule.Kind, run.Options.Schedule.Period), Is.EqualTo((ScheduleKind.Plateau, 2)));
        Assert.That((run.Options.Epochs, run.Options.MaxSteps), Is.EqualTo((int.MaxValue, (long?)10)));
    }

    [Test]
    public void Version_1_gives_its_model()
    {
        using var model = LanguageModel.Load(_file);
        Assert.That(model.Parameters["embedding.weight"].Value.ToArray()[^2..], Is.EqualTo(new[] { -0.24978817999362946f, -0.11088345944881439f }));
        Assert.That(model.Parameters["linear.bias"].Value.ToArray()[^2..], Is.EqualTo(new[] { -0.09989996254444122f, -0.09923484176397324f }));
        var loss = LanguageModelEvaluator.Evaluate(model, model.Codec.Encode(Text).Ids);
        Assert.That(loss.Mean, Is.EqualTo(2.8386178137930727).Within(Rounding));
    }

    [Test]
    public void Version_1_goes_on()
    {
        var tokens = Corpus.FromText(Text).Tokens;
        using var trainer = LanguageModelTrainer.Resume(_file, tokens, new ResumeOptions { MaxSteps = 13 });
        using var model = trainer.Model;
        double[] losses = [2.8803444111622563, 2.779714480128181, 2.7699049240488627];
        foreach (var loss in losses)
        {
            Assert.That(trainer.Step().Loss, Is.EqualTo(loss).Within(Rounding));
        }
        Assert.That(trainer.IsFinished);
    }
}

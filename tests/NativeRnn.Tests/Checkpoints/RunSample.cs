using NativeRnn.Tests.Training;

namespace NativeRnn.Tests.Checkpoints;

/// <summary>A language model's run.</summary>
internal sealed class RunSample : SavedRun
{
    private readonly Corpus _corpus = Corpus.FromText("abcab bacba cabab acbca bcaba");

    public RunSample()
    {
        using var model = new LanguageModel(
            new LanguageModelOptions { Cell = CellKind.GruResetAfter, Hidden = 2, Layers = 2, Embed = 3 },
            _corpus.Codec,
            new RandomSource(1),
            engine: Engine);
        var options = SmallRun.Options() with { Windows = new WindowOptions { Batch = 2, Steps = 3 } };
        using var trainer = new LanguageModelTrainer(model, _corpus.Tokens, options, new RandomSource(2));
        File = Saved(trainer);
    }

    protected override float[] Load(CheckpointReader reader)
    {
        using var model = LanguageModelCheckpoint.LoadModel(reader, Name, Engine);
        return model.Parameters.Values.ToArray();
    }

    protected override long Resume(CheckpointReader reader)
    {
        using var trainer = LanguageModelCheckpoint.Resume(reader, Name, _corpus.Tokens, new ResumeOptions(), Engine);
        using var model = trainer.Model;
        return trainer.Step().Step;
    }
}

using NativeRnn.Tests.Training;

namespace NativeRnn.Tests.Checkpoints;

/// <summary>A translator's run.</summary>
internal sealed class TranslatorSample : SavedRun
{
    private readonly PairCorpus _corpus = SmallPairs.Corpus();

    public TranslatorSample()
    {
        var shape = SmallPairs.Shape(AttentionKind.Additive, CellKind.Lstm, bothWays: true) with
        {
            Hidden = 2,
            Embed = 3,
            Layers = 1,
            Dropout = 0.25f,
        };
        using var model = SmallPairs.Model(_corpus, shape, Engine);
        var options = SmallPairs.Training() with { LabelSmoothing = 0.1f };
        using var trainer = new Seq2SeqTrainer(model, _corpus, options, new RandomSource(2));
        File = Saved(trainer);
    }

    protected override float[] Load(CheckpointReader reader)
    {
        using var model = Seq2SeqCheckpoint.LoadModel(reader, Name, Engine);
        return model.Parameters.Values.ToArray();
    }

    protected override long Resume(CheckpointReader reader)
    {
        using var trainer = Seq2SeqCheckpoint.Resume(reader, Name, _corpus, new ResumeOptions(), Engine);
        using var model = trainer.Model;
        return trainer.Step().Step;
    }
}

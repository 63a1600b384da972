using NativeRnn.Tests.Models;

namespace NativeRnn.Tests.Checkpoints;

/// <summary>A tagger's run.</summary>
internal sealed class TaggerSample : SavedRun
{
    private readonly LabelledSequences _data = SmallLabels.Sentences();

    public TaggerSample()
    {
        using var model = SmallLabels.Tagger(
            _data, new() { Cell = CellKind.Lstm, Hidden = 2, Embed = 3, EmbedDropout = 0.25f }, Engine);
        using var trainer = new SequenceLabellerTrainer(
            model, _data, SmallLabels.Training() with { LabelSmoothing = 0.1f }, new RandomSource(2));
        File = Saved(trainer);
    }

    protected override float[] Load(CheckpointReader reader)
    {
        using var model = SequenceLabellerCheckpoint.LoadModel<SequenceTagger>(reader, Name, Engine);
        return model.Parameters.Values.ToArray();
    }

    protected override long Resume(CheckpointReader reader)
    {
        using var trainer = SequenceLabellerCheckpoint.Resume(reader, Name, _data, new ResumeOptions(), Engine);
        using var model = trainer.Model;
        return trainer.Step().Step;
    }
}

namespace NativeRnn.Tests.Checkpoints;

/// <summary>A time-series model's run.</summary>
internal sealed class SeriesSample : SavedRun
{
    private readonly TimeSeries _series = TimeSeries.NoisySine(30);

    public SeriesSample(SeriesModelKind kind)
    {
        using var model = new TimeSeriesModel(
            new TimeSeriesModelOptions { Kind = kind, Window = 3, Hidden = 4, Layers = 2 }, _series, engine: Engine);
        using var trainer = new TimeSeriesTrainer(model, _series, new TimeSeriesTrainingOptions { Batch = 4 });
        File = Saved(trainer);
    }

    protected override float[] Load(CheckpointReader reader)
    {
        using var model = TimeSeriesCheckpoint.LoadModel(reader, Name, Engine);
        return model.Parameters.Values.ToArray();
    }

    protected override long Resume(CheckpointReader reader)
    {
        using var trainer = TimeSeriesCheckpoint.Resume(reader, Name, _series, new ResumeOptions(), Engine);
        using var model = trainer.Model;
        return trainer.Step().Step;
    }
}

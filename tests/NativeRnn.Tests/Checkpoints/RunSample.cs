using NativeRnn.Tests.Training;

namespace NativeRnn.Tests.Checkpoints;

/// <summary>The checkpoint of a tiny run, in the middle of an epoch, and what reads it.</summary>
internal sealed class RunSample : IDisposable
{
    public const string Name = "test.nrnn";

    public RunSample()
    {
        using var folder = new TemporaryFolder();
        using var model = new LanguageModel(
            new LanguageModelOptions { Cell = CellKind.GruResetAfter, Hidden = 2, Layers = 2, Embed = 3 },
            Corpus.Codec,
            new RandomSource(1),
            engine: Engine);
        var options = SmallRun.Options() with { Windows = new WindowOptions { Batch = 2, Steps = 3 } };
        using var trainer = new LanguageModelTrainer(model, Corpus.Tokens, options, new RandomSource(2));
        for (var step = 0; step < 4; step++)
        {
            trainer.Step();
        }
        trainer.Save(folder.File(Name));
        File = System.IO.File.ReadAllBytes(folder.File(Name));
    }

    public Engine Engine { get; } = Engine.Cpu(1);

    public Corpus Corpus { get; } = Corpus.FromText("abcab bacba cabab acbca bcaba");

    public byte[] File { get; }

    public void Dispose() => Engine.Dispose();

    public LanguageModel Load(byte[] file)
    {
        using var reader = new CheckpointReader(new MemoryStream(file), Name);
        return LanguageModelCheckpoint.LoadModel(reader, Name, Engine);
    }

    public LanguageModelTrainer Resume(byte[] file)
    {
        using var reader = new CheckpointReader(new MemoryStream(file), Name);
        return LanguageModelCheckpoint.Resume(reader, Name, Corpus.Tokens, new ResumeOptions(), Engine);
    }
}

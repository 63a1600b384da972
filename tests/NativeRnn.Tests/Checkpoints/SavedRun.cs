namespace NativeRnn.Tests.Checkpoints;

/// <summary>The checkpoint of a tiny run, in the middle of an epoch, and what reads it.</summary>
internal abstract class SavedRun : IDisposable
{
    public const string Name = "test.nrnn";

    /// <summary>Steps that the run had taken.</summary>
    protected const int StepsDone = 4;

    public Engine Engine { get; } = Engine.Cpu(1);

    public byte[] File { get; protected init; } = [];

    public void Dispose() => Engine.Dispose();

    /// <summary>The parameters of the model in a file.</summary>
    public float[] Load(byte[] file)
    {
        using var reader = new CheckpointReader(new MemoryStream(file), Name);
        return Load(reader);
    }

    /// <summary>Takes the next step of the run in a file.</summary>
    /// <returns>Its number.</returns>
    public long Resume(byte[] file)
    {
        using var reader = new CheckpointReader(new MemoryStream(file), Name);
        return Resume(reader);
    }

    protected abstract float[] Load(CheckpointReader reader);

    protected abstract long Resume(CheckpointReader reader);

    /// <summary>The file after a few steps.</summary>
    protected static byte[] Saved(Trainer trainer)
    {
        using var folder = new TemporaryFolder();
        for (var step = 0; step < StepsDone; step++)
        {
            trainer.Step();
        }
        trainer.Save(folder.File(Name));
        return System.IO.File.ReadAllBytes(folder.File(Name));
    }
}

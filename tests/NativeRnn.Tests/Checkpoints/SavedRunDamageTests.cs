using NativeRnn.Checkpoints.Proto;
using NUnit.Framework;

namespace NativeRnn.Tests.Checkpoints;

/// <summary>A damaged file gives neither a model nor a trainer, and costs next to no memory.</summary>
internal abstract class SavedRunDamageTests
{
    private const int Seed = 20240607;
    private const int AllocationLimit = 1 << 20; // the sample's records, messages and parameters, with room to spare
    private const int LayerBytes = 1 << 10; // zero biases of the layers of a model that was refused, until it is collected
    private SavedRun _run = null!;

    [OneTimeSetUp]
    public void SaveRun() => _run = MakeRun();

    [OneTimeTearDown]
    public void RemoveRun() => _run.Dispose();

    [Test]
    public void Every_truncation_is_reported()
    {
        for (int length = 0; length < _run.File.Length; length++)
        {
            Refuses(_run.File[..length], $"{length} bytes", "truncated|empty");
        }
    }

    [Test]
    public void Ten_thousand_flipped_bytes_are_all_reported()
    {
        byte[] file = [.. _run.File];
        var random = new Random(Seed);
        for (int i = 0; i < 10_000; i++)
        {
            int at = random.Next(file.Length);
            int mask = random.Next(1, 256);
            file[at] ^= (byte)mask;
            Refuses(file, $"byte {at} ^ {mask}", "byte");
            file[at] ^= (byte)mask;
        }
    }

    [Test]
    public void The_sample_itself_is_taken()
    {
        byte[] same = CheckpointSamples.WithHeader(_run.File, _ => { });
        Assert.That(_run.Resume(same), Is.EqualTo(5));
        Assert.That(_run.Load(same), Is.EqualTo(_run.Load(_run.File)).And.Some.Not.Zero);
    }

    protected abstract SavedRun MakeRun();

    protected static TestCaseData Case(string name, Action<Header> change) => new TestCaseData(change).SetArgDisplayNames(name);

    protected static void Rename(Header header, TensorRole role)
    {
        foreach (TensorEntry entry in header.Tensors.Where(entry => entry.Role == role))
        {
            entry.Name += "x";
        }
    }

    protected void RefusesHeader(Action<Header> change) =>
        Refuses(CheckpointSamples.WithHeader(_run.File, change), "changed", SavedRun.Name);

    protected void RefusesRun(Action<Header> change)
    {
        byte[] file = CheckpointSamples.WithHeader(_run.File, change);
        Refuses(() => _run.Resume(file), "changed", SavedRun.Name);
        Assert.That(_run.Load(file), Is.EqualTo(_run.Load(_run.File)));
    }

    private void Refuses(byte[] file, string what, string message)
    {
        Refuses(() => _run.Load(file), what, message);
        Refuses(() => _run.Resume(file), what, message);
    }

    private void Refuses(Func<object> read, string what, string message)
    {
        var live = _run.Engine.ReadCounters();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(() => read(), Throws.TypeOf<CheckpointException>().With.Message.Match(message), what);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(AllocationLimit), what);
        Assert.That(_run.Engine.ReadCounters().LiveBytes, Is.LessThan(live.LiveBytes + LayerBytes), what);
    }
}

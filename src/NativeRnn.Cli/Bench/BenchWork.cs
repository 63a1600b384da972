namespace NativeRnn.Cli;

/// <summary>Prepared work, with what it holds.</summary>
internal sealed class BenchWork(Action run, params IDisposable[] held) : IDisposable
{
    /// <summary>Does it once.</summary>
    internal void Run() => run();

    public void Dispose()
    {
        foreach (var one in held)
        {
            one.Dispose();
        }
    }
}

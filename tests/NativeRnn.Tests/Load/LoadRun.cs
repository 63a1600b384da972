using System.Diagnostics;

namespace NativeRnn.Tests.Load;

/// <summary>What some threads did in some time.</summary>
/// <param name="Tokens">Of the requests that were done.</param>
/// <param name="Wrong">Requests whose answer was not a single thread's.</param>
/// <param name="Elapsed">From the first to the last.</param>
/// <param name="Processor">Processor time that the process took.</param>
internal readonly record struct LoadRun(long Tokens, long Wrong, TimeSpan Elapsed, TimeSpan Processor)
{
    internal double TokensPerSecond => Tokens / Elapsed.TotalSeconds;

    internal double TokensPerProcessorSecond => Tokens / Processor.TotalSeconds;

    /// <summary>Threads with a client each take requests, one after the other, until the time is over.</summary>
    internal static LoadRun Of(IReadOnlyList<LoadWork.Client> clients, TimeSpan time)
    {
        long next = -1, tokens = 0, wrong = 0;
        Exception? failure = null;
        using var self = Process.GetCurrentProcess();
        var processor = self.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        var threads = clients.Select(client => new Thread(() => Work(client))).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        var elapsed = watch.Elapsed;
        self.Refresh();
        return failure is null
            ? new LoadRun(tokens, wrong, elapsed, self.TotalProcessorTime - processor)
            : throw new InvalidOperationException("A thread failed.", failure);

        void Work(LoadWork.Client client)
        {
            try
            {
                while (watch.Elapsed < time)
                {
                    var (done, isRight) = client.Do(Interlocked.Increment(ref next));
                    Interlocked.Add(ref tokens, done);
                    Interlocked.Add(ref wrong, isRight ? 0 : 1);
                }
            }
#pragma warning disable CA1031 // handed to the thread that joins
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failure = exception;
            }
        }
    }
}

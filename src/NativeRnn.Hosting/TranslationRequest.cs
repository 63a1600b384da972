using System.Diagnostics;

namespace NativeRnn.Hosting;

/// <summary>One caller's sentences on their way through batches.</summary>
internal sealed class TranslationRequest(string[] sentences)
{
    private readonly TaskCompletionSource<IReadOnlyList<Translation>> _completion =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly Translation[] _translations = new Translation[sentences.Length];
    private int _missing = sentences.Length;
    private int _next;

    /// <summary>A <see cref="Stopwatch"/>'s timestamp.</summary>
    internal long Arrived { get; } = Stopwatch.GetTimestamp();

    /// <summary>Done when all sentences are.</summary>
    internal Task<IReadOnlyList<Translation>> Task => _completion.Task;

    /// <summary>The batch that its latest sentences are in; of the queue, under its lock.</summary>
    internal TranslationBatch? Batch { get; set; }

    /// <summary>Sentences that are in no batch yet.</summary>
    internal int Waiting => sentences.Length - _next;

    internal string this[int index] => sentences[index];

    /// <summary>The place of the sentence whose turn it is.</summary>
    internal int TakeNext() => _next++;

    /// <summary>One sentence is translated; batches do not overlap, so that one thread at a time comes here.</summary>
    internal void Complete(int index, Translation translation)
    {
        _translations[index] = translation;
        if (--_missing == 0)
        {
            _completion.TrySetResult(_translations);
        }
    }

    internal void Fail(Exception exception) => _completion.TrySetException(exception);

    internal void Cancel(CancellationToken cancellation) => _completion.TrySetCanceled(cancellation);
}

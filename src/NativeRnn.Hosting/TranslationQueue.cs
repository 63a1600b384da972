using System.Diagnostics;

namespace NativeRnn.Hosting;

/// <summary>Requests that wait for a translator and take turns, a sentence each.</summary>
internal sealed class TranslationQueue(string name, int limit)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TranslationRequest> _turns = new();
    private TaskCompletionSource _arrival = NewArrival();
    private int _expected = 1; // sentences that complete _arrival
    private int _waiting;
    private volatile bool _isClosed;

    /// <summary>Lets a request wait for its turn.</summary>
    /// <exception cref="QueueFullException">Too many sentences would wait.</exception>
    /// <exception cref="ObjectDisposedException">The queue is closed.</exception>
    internal void Add(TranslationRequest request)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(HostedTranslator));
            if (_waiting + request.Waiting > limit)
            {
                throw new QueueFullException(
                    $"{_waiting} sentences wait for the translator '{name}' and {limit} may: try again later.");
            }
            _turns.AddLast(request);
            ChangeWaiting(request.Waiting);
        }
    }

    /// <summary>Forgets a request whose caller has left.</summary>
    internal void Remove(TranslationRequest request)
    {
        lock (_lock)
        {
            if (_turns.Remove(request))
            {
                ChangeWaiting(-request.Waiting);
            }
            request.Batch?.StopIfAbandoned();
        }
    }

    /// <summary>Waits for a first sentence, then for a whole batch until the first one has waited for some time.</summary>
    /// <returns>False when the queue is closed.</returns>
    internal async Task<bool> WaitAsync(int batch, TimeSpan time)
    {
        await Arrival(1).ConfigureAwait(false);
        var whole = Arrival(batch);
        var rest = time - WaitedSoFar();
        if (rest > TimeSpan.Zero)
        {
            await whole.WaitAsync(rest).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // when the time is over
        }
        return !_isClosed;
    }

    /// <summary>Takes a sentence of each request in turn.</summary>
    internal TranslationBatch Take(int most)
    {
        var batch = new TranslationBatch();
        lock (_lock)
        {
            while (batch.Count < most && _turns.First is { } turn)
            {
                _turns.RemoveFirst();
                Take(turn, batch);
            }
        }
        return batch;
    }

    /// <summary>Fails all that waits, and takes nothing more.</summary>
    /// <returns>Sentences that waited.</returns>
    internal int Close()
    {
        lock (_lock)
        {
            var waiting = _waiting;
            foreach (var request in _turns)
            {
                request.Fail(new ObjectDisposedException(
                    nameof(HostedTranslator), $"The translator '{name}' was shut down before it came to this sentence."));
            }
            _turns.Clear();
            ChangeWaiting(-waiting);
            _isClosed = true;
            _arrival.TrySetResult();
            return waiting;
        }
    }

    private static TaskCompletionSource NewArrival() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task Arrival(int sentences)
    {
        lock (_lock)
        {
            if (_isClosed || _waiting >= sentences)
            {
                return Task.CompletedTask;
            }
            (_expected, _arrival) = (sentences, NewArrival());
            return _arrival.Task;
        }
    }

    private TimeSpan WaitedSoFar()
    {
        lock (_lock)
        {
            return _turns.First is { } turn ? Stopwatch.GetElapsedTime(turn.Value.Arrived) : TimeSpan.Zero;
        }
    }

    private void Take(LinkedListNode<TranslationRequest> turn, TranslationBatch batch)
    {
        var request = turn.Value;
        if (request.Task.IsCompleted) // a batch with its earlier sentences failed
        {
            ChangeWaiting(-request.Waiting);
            return;
        }
        batch.Add(request);
        ChangeWaiting(-1);
        if (request.Waiting > 0)
        {
            _turns.AddLast(turn);
        }
    }

    private void ChangeWaiting(int change)
    {
        _waiting += change;
        HostingTelemetry.AddQueued(name, change);
        if (_waiting >= _expected)
        {
            _arrival.TrySetResult();
        }
    }
}

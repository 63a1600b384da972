namespace NativeRnn.Hosting;

/// <summary>Sentences of several callers that are translated together.</summary>
internal sealed class TranslationBatch : IDisposable
{
    private readonly List<(TranslationRequest Request, int Index)> _places = [];
    private readonly List<string> _sentences = [];
    private readonly CancellationTokenSource _abandoned = new();
    private bool _isOver;

    internal int Count => _sentences.Count;

    internal IReadOnlyList<string> Sentences => _sentences;

    /// <summary>Cancelled when no caller waits for it any more.</summary>
    internal CancellationToken Cancellation => _abandoned.Token;

    /// <summary>Takes a request's next sentence.</summary>
    internal void Add(TranslationRequest request)
    {
        var index = request.TakeNext();
        _places.Add((request, index));
        _sentences.Add(request[index]);
        request.Batch = this;
    }

    /// <summary>Stops it if all its callers have left.</summary>
    internal void StopIfAbandoned()
    {
        lock (_places)
        {
            if (!_isOver && _places.TrueForAll(place => place.Request.Task.IsCompleted))
            {
                _abandoned.Cancel();
            }
        }
    }

    internal void Complete(IReadOnlyList<Translation> translations)
    {
        for (var n = 0; n < _places.Count; n++)
        {
            _places[n].Request.Complete(_places[n].Index, translations[n]);
        }
    }

    internal void Fail(Exception exception)
    {
        foreach (var (request, _) in _places)
        {
            request.Fail(exception);
        }
    }

    public void Dispose()
    {
        lock (_places)
        {
            _isOver = true;
            _abandoned.Dispose();
        }
    }
}

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace NativeRnn.Hosting;

/// <summary>A host's translator: sentences of all callers are translated together, in batches.</summary>
/// <remarks>
/// Callers take turns, a sentence each, so that a long request does not keep short ones waiting. A caller that gives up
/// leaves the queue; a batch that nobody waits for any more is stopped. Any number of threads at once.
/// </remarks>
public sealed class HostedTranslator : IDisposable, IAsyncDisposable
{
    private readonly HostedTranslatorOptions _options;
    private readonly ILogger _logger;
    private readonly Translator _translator;
    private readonly TranslationQueue _queue;
    private readonly Task _work;

    /// <summary>A hosted translator; a container makes it for those that <see cref="NativeRnnBuilder"/> adds.</summary>
    /// <param name="name">What metrics and the log call it.</param>
    /// <param name="model">Stays the caller's.</param>
    /// <param name="options">How it runs; where the model comes from is not looked at.</param>
    /// <param name="logger">Told of failures; nobody is where none is given.</param>
    public HostedTranslator(
        string name, Seq2SeqModel model, HostedTranslatorOptions? options = null, ILogger<HostedTranslator>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(model);
        (Name, Model, _options) = (name, model, options ?? new HostedTranslatorOptions());
        _logger = logger ?? NullLogger<HostedTranslator>.Instance;
        _translator = new Translator(model, _options.Inference) { Batch = _options.MaxBatch };
        _queue = new TranslationQueue(name, _options.MaxQueued);
        _work = Task.Run(WorkAsync);
    }

    /// <summary>Its key among the host's services.</summary>
    public string Name { get; }

    /// <summary>The model, for what this class does not offer.</summary>
    public Seq2SeqModel Model { get; }

    /// <summary>Translates one sentence, in a batch with those of other callers.</summary>
    /// <param name="sentence">Up to <see cref="Translator.MaxSourceTokens"/> tokens.</param>
    /// <param name="cancellation">Gives up: the sentence leaves the queue.</param>
    /// <exception cref="ArgumentException">The sentence is too long.</exception>
    /// <exception cref="QueueFullException">Too many sentences wait.</exception>
    /// <exception cref="ObjectDisposedException">The host has shut down.</exception>
    public async Task<Translation> TranslateAsync(string sentence, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        return (await TranslateAsync([sentence], cancellation).ConfigureAwait(false))[0];
    }

    /// <summary>Translates sentences, in batches with those of other callers.</summary>
    /// <param name="sentences">Each up to <see cref="Translator.MaxSourceTokens"/> tokens; read before the call returns.</param>
    /// <param name="cancellation">Gives up: the sentences leave the queue.</param>
    /// <returns>As many, in the same order.</returns>
    /// <exception cref="ArgumentException">A sentence is too long, or there are more than may ever wait.</exception>
    /// <exception cref="QueueFullException">Too many sentences wait.</exception>
    /// <exception cref="ObjectDisposedException">The host has shut down.</exception>
    public async Task<IReadOnlyList<Translation>> TranslateAsync(
        IReadOnlyList<string> sentences, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        string[] own = [.. sentences]; // the caller may change its list meanwhile
        RequireFit(own, nameof(sentences));
        if (own.Length == 0)
        {
            return [];
        }
        var request = new TranslationRequest(own);
        var outcome = "failed";
        try
        {
            cancellation.ThrowIfCancellationRequested();
            _queue.Add(request);
            using var leaving = cancellation.Register(() => Leave(request, cancellation));
            var translations = await request.Task.ConfigureAwait(false);
            outcome = "completed";
            return translations;
        }
        catch (QueueFullException)
        {
            outcome = "refused";
            throw;
        }
        catch (OperationCanceledException)
        {
            outcome = "stopped";
            throw;
        }
        finally
        {
            HostingTelemetry.CountTranslation(Name, outcome);
        }
    }

    /// <summary>Waits for the batch that is being translated; sentences that still wait fail with an <see cref="ObjectDisposedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_queue.Close() is var waiting and > 0)
        {
            _logger.ShutDownWithWaiting(Name, waiting);
        }
        await _work.ConfigureAwait(false);
        _translator.Dispose();
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private void RequireFit(string[] sentences, string parameter)
    {
        if (sentences.Length > _options.MaxQueued)
        {
            throw new ArgumentException(
                $"{sentences.Length} sentences are more than the {_options.MaxQueued} that may wait: send them in parts.", parameter);
        }
        for (var i = 0; i < sentences.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(sentences[i], parameter);
            if (_translator.CountTokens(sentences[i]) > Translator.MaxSourceTokens)
            {
                throw new ArgumentException(
                    $"Sentence {i + 1} has more than {Translator.MaxSourceTokens} tokens: split it.", parameter);
            }
        }
    }

    private void Leave(TranslationRequest request, CancellationToken cancellation)
    {
        request.Cancel(cancellation);
        _queue.Remove(request);
    }

    private async Task WorkAsync()
    {
        try
        {
            while (await _queue.WaitAsync(_options.MaxBatch, _options.MaxWait).ConfigureAwait(false))
            {
                using var batch = _queue.Take(_options.MaxBatch);
                if (batch.Count > 0)
                {
                    Translate(batch);
                }
            }
        }
        finally
        {
            _queue.Close(); // where something unforeseen ends this, callers would wait for ever
        }
    }

    private void Translate(TranslationBatch batch)
    {
        try
        {
            HostingTelemetry.RecordBatch(Name, batch.Count);
            batch.Complete(_translator.Translate(batch.Sentences, _options.Decoding, batch.Cancellation));
        }
        catch (OperationCanceledException) when (batch.Cancellation.IsCancellationRequested)
        {
            // Its callers have left.
        }
#pragma warning disable CA1031 // handed to the callers
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _logger.BatchFailed(exception, batch.Count, Name);
            batch.Fail(exception);
        }
    }
}

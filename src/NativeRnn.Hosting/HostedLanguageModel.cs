using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace NativeRnn.Hosting;

/// <summary>A host's language model: any number of texts at once, each on a generator that is used again behind it.</summary>
/// <remarks>Any number of threads at once.</remarks>
public sealed class HostedLanguageModel : IDisposable
{
    private readonly ConcurrentBag<TextGenerator> _idle = [];
    private readonly HostedLanguageModelOptions _options;
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>A hosted model; a container makes it for those that <see cref="NativeRnnBuilder"/> adds.</summary>
    /// <param name="name">What metrics call it.</param>
    /// <param name="model">Stays the caller's.</param>
    /// <param name="options">How it runs; where the model comes from is not looked at.</param>
    public HostedLanguageModel(string name, LanguageModel model, HostedLanguageModelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(model);
        (Name, Model, _options) = (name, model, options ?? new HostedLanguageModelOptions());
    }

    /// <summary>Its key among the host's services.</summary>
    public string Name { get; }

    /// <summary>The model, for what this class does not offer.</summary>
    public LanguageModel Model { get; }

    /// <summary>Continues a prompt token by token, on the thread pool.</summary>
    /// <param name="prompt">At least one token; unknown ones count as <c>&lt;unk&gt;</c>.</param>
    /// <param name="options">Length, temperature and so on.</param>
    /// <param name="cancellation">Stops between two tokens, as shutting down does.</param>
    /// <returns>What <see cref="TextGenerator.StreamAsync"/> gives; what it throws comes with the first piece.</returns>
    /// <exception cref="ArgumentException">The prompt holds no token.</exception>
    /// <exception cref="ObjectDisposedException">The host has shut down.</exception>
    public async IAsyncEnumerable<string> StreamAsync(
        string prompt, GenerationOptions? options = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, this);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stopping.Token);
        var generator = _idle.TryTake(out var idle) ? idle : new TextGenerator(Model, _options.Inference);
        var isComplete = false;
        HostingTelemetry.AddActiveStreams(Name, 1);
        try
        {
            await foreach (var piece in generator.StreamAsync(prompt, options, stop.Token).ConfigureAwait(false))
            {
                yield return piece;
            }
            isComplete = true;
        }
        finally
        {
            Return(generator);
            HostingTelemetry.AddActiveStreams(Name, -1);
            HostingTelemetry.CountStream(Name, isComplete ? "completed" : "stopped");
        }
    }

    /// <summary>Stops all texts between two tokens and gives the memory back; the model stays.</summary>
    public void Dispose()
    {
        _stopping.Cancel(); // not disposed: streams that are still running look at its token
        DropIdle(keep: 0);
    }

    private void Return(TextGenerator generator)
    {
        _idle.Add(generator);
        DropIdle(_stopping.IsCancellationRequested ? 0 : _options.IdleGenerators);
    }

    private void DropIdle(int keep)
    {
        while (_idle.Count > keep && _idle.TryTake(out var generator))
        {
            generator.Dispose();
        }
    }
}

namespace NativeRnn.Hosting;

/// <summary>Where a host's model comes from, and how it computes.</summary>
/// <typeparam name="TModel">Its kind.</typeparam>
public abstract class HostedModelOptions<TModel>
    where TModel : class
{
    private protected HostedModelOptions()
    {
    }

    /// <summary>Its checkpoint; null, the default, where <see cref="Create"/> makes it.</summary>
    public string? Path { get; set; }

    /// <summary>Makes the model, which then is the container's; null, the default, where <see cref="Path"/> names a file.</summary>
    public Func<IServiceProvider, TModel>? Create { get; set; }

    /// <summary>Where a model from a file computes; null, the default: on all cores of the CPU.</summary>
    public Engine? Engine { get; set; }

    /// <summary>What it computes in; null, the default: in float32.</summary>
    public InferenceOptions? Inference { get; set; }

    internal bool HasOneSource => (Path is null) != (Create is null);

    internal TModel Open(IServiceProvider services) => Create is null ? Load(Path!) : Create(services);

    private protected abstract TModel Load(string path);
}

namespace NativeRnn;

/// <summary>All parameters of a model in one flat float32 buffer, their gradients in a second.</summary>
/// <remarks>
/// Layers declare their parameters, then <see cref="Allocate"/> makes the memory. So clipping is one norm, an
/// optimizer step one pass, a checkpoint one tensor. The gradients' memory is made on first use.
/// </remarks>
public sealed class ParameterStore : IDisposable
{
    private const long Alignment = 16; // floats: a cache line

    // Never the same twice in a process: memory that is freed and taken again keeps no stale packed copies.
    private static ulong _lastVersion;

    private readonly List<Parameter> _parameters = [];
    private readonly HashSet<string> _names = [];
    private NativeBuffer? _values;
    private NativeBuffer? _gradients;
    private long _count;
    private ulong _version = NextVersion();

    /// <summary>An empty store on an engine.</summary>
    public ParameterStore(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        Engine = engine;
    }

    /// <summary>Where the memory lies.</summary>
    public Engine Engine { get; }

    /// <summary>The parameters in the order of their declaration.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>How many numbers the parameters hold together.</summary>
    public long Count
    {
        get
        {
            long total = 0;
            foreach (var parameter in _parameters)
            {
                total += parameter.Shape.Count;
            }
            return total;
        }
    }

    /// <summary>All numbers as one tensor, gaps for alignment included.</summary>
    /// <exception cref="InvalidOperationException">The store has not been allocated.</exception>
    public Tensor Values => Whole(_values ?? throw new InvalidOperationException("Call Allocate before using parameters."));

    /// <summary>All gradients, in the layout of <see cref="Values"/>.</summary>
    public Tensor Gradients => Whole(_gradients ??= new NativeBuffer(Engine, Values.Shape.Count));

    /// <summary>Rises with every change of the parameters, so that packed copies know when they are stale.</summary>
    internal ulong Version => Volatile.Read(ref _version);

    /// <summary>The parameter of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists the names.</exception>
    public Parameter this[string name] =>
        _parameters.Find(parameter => parameter.Name == name) ?? throw new KeyNotFoundException(
            $"There is no parameter '{name}'; there are {string.Join(", ", _parameters.Select(p => p.Name))}.");

    /// <summary>Declares a parameter.</summary>
    /// <param name="spec">Its name, shape and role.</param>
    /// <param name="followsPrevious">Whether it must lie directly behind the one declared before it.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    /// <exception cref="InvalidOperationException">The store has been allocated.</exception>
    public Parameter Declare(ParameterSpec spec, bool followsPrevious = false)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (_values is not null)
        {
            throw new InvalidOperationException("Parameters are declared before Allocate, not after.");
        }
        if (!_names.Add(spec.Name))
        {
            throw new ArgumentException($"There is a parameter '{spec.Name}' already.", nameof(spec));
        }
        if (!followsPrevious)
        {
            _count = (_count + Alignment - 1) / Alignment * Alignment;
        }
        var parameter = new Parameter(this, spec, _count);
        _parameters.Add(parameter);
        _count = checked(_count + spec.Shape.Count);
        return parameter;
    }

    /// <summary>Makes the memory, all zeros.</summary>
    public void Allocate()
    {
        if (_values is not null)
        {
            throw new InvalidOperationException("The parameters have been allocated already.");
        }
        _values = new NativeBuffer(Engine, _count);
    }

    /// <summary>Draws every parameter anew; gains, shifts and initial states begin at 1, 0 and 0 instead.</summary>
    /// <param name="initializer">The rule.</param>
    /// <param name="random">Where the numbers come from.</param>
    public void Initialize(Initializer initializer, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(initializer);
        ArgumentNullException.ThrowIfNull(random);
        foreach (var parameter in _parameters)
        {
            using var map = parameter.Value.Map();
            if (parameter.Spec.Constant is { } constant)
            {
                map.Span.Fill(constant);
            }
            else
            {
                initializer.Fill(parameter.Spec, map.Span, random);
            }
        }
        MarkChanged();
    }

    /// <summary>Tells layers that keep packed copies that the numbers have changed.</summary>
    /// <remarks>Needed after writing through <see cref="Values"/>; parameters and optimizers do it themselves.</remarks>
    public void MarkChanged() => Volatile.Write(ref _version, NextVersion());

    /// <summary>Gives the memory back; the garbage collector does too.</summary>
    public void Dispose()
    {
        _values?.Dispose();
        _gradients?.Dispose();
    }

    /// <summary>A version that no weights have had in this process.</summary>
    internal static ulong NextVersion() => Interlocked.Increment(ref _lastVersion);

    /// <summary>Consecutive parameters as one tensor, without gaps.</summary>
    internal static Tensor Join(Tensor whole, Parameter first, Parameter last) =>
        whole.Slice(first.Offset, new Shape(checked((int)(last.Offset + last.Shape.Count - first.Offset))));

    private static Tensor Whole(NativeBuffer buffer) => new(buffer, 0, new Shape(checked((int)buffer.Count)));
}

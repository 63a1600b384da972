namespace NativeRnn;

/// <summary>How BLEU is computed; the defaults are those of sacreBLEU.</summary>
public sealed record BleuOptions
{
    /// <summary>The highest <see cref="MaxOrder"/>: longer n-grams match in copied texts only.</summary>
    public const int OrderLimit = 100;

    private const double DefaultFloor = 0.1;
    private const double DefaultAddition = 1;

    /// <summary>How sentences become tokens; default <see cref="BleuTokenization.Mteval13a"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member.</exception>
    public BleuTokenization Tokenization
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Tokenization), value, "Choose the tokenisation None or Mteval13a.");
    } = BleuTokenization.Mteval13a;

    /// <summary>What replaces precisions of zero; default <see cref="BleuSmoothing.Exponential"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member.</exception>
    public BleuSmoothing Smoothing
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Smoothing), value, "Choose the smoothing None, Floor, AddK or Exponential.");
    } = BleuSmoothing.Exponential;

    /// <summary>
    /// ε of <see cref="BleuSmoothing.Floor"/> or k of <see cref="BleuSmoothing.AddK"/>, finite and at least 0; the other
    /// methods ignore it. Default null: 0.1 for ε, 1 for k.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or no finite number.</exception>
    public double? SmoothingValue
    {
        get;
        init => field = value is null or (>= 0 and < double.PositiveInfinity)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(SmoothingValue), value, "The smoothing value must be finite and at least 0.");
    }

    /// <summary>Whether capital letters count as small ones; default no.</summary>
    public bool IsLowercase { get; init; }

    /// <summary>The longest n-grams compared, N; 1 to <see cref="OrderLimit"/>, default 4.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxOrder
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxOrder));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, OrderLimit, nameof(MaxOrder));
            field = value;
        }
    } = 4;

    /// <summary>
    /// Whether orders that the hypothesis is too short for are left out of the mean; default no. Meant for sentences.
    /// </summary>
    public bool UsesEffectiveOrder { get; init; }

    /// <summary>The value that the smoothing works with; null where it takes none.</summary>
    internal double? EffectiveSmoothingValue => Smoothing switch
    {
        BleuSmoothing.Floor => SmoothingValue ?? DefaultFloor,
        BleuSmoothing.AddK => SmoothingValue ?? DefaultAddition,
        _ => null,
    };
}

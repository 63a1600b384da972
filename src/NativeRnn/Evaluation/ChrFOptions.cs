namespace NativeRnn;

/// <summary>How chrF is computed; the defaults are those of sacreBLEU: chrF2 without word n-grams.</summary>
public sealed record ChrFOptions
{
    /// <summary>The settings of chrF++: chrF2 with words and pairs of words.</summary>
    public static ChrFOptions PlusPlus { get; } = new() { WordOrder = 2 };

    /// <summary>The longest character n-grams; 1 to <see cref="BleuOptions.OrderLimit"/>, default 6.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int CharacterOrder
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(CharacterOrder));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, BleuOptions.OrderLimit, nameof(CharacterOrder));
            field = value;
        }
    } = 6;

    /// <summary>
    /// The longest word n-grams; 0 to <see cref="BleuOptions.OrderLimit"/>. Default 0, chrF; 2 makes chrF++.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int WordOrder
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(WordOrder));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, BleuOptions.OrderLimit, nameof(WordOrder));
            field = value;
        }
    }

    /// <summary>How many times as much recall counts as precision, β; at least 1, default 2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Beta
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Beta));
            field = value;
        }
    } = 2;

    /// <summary>Whether capital letters count as small ones; default no.</summary>
    public bool IsLowercase { get; init; }

    /// <summary>Whether white space belongs to character n-grams; default no: it is taken out first.</summary>
    public bool CountsWhitespace { get; init; }

    /// <summary>
    /// Whether the F-scores of all orders are averaged, missing ones as almost 0, as chrF++.py, NLTK and Moses do.
    /// Default no: precisions and recalls of the orders that both texts have are averaged, and their F-score is taken.
    /// </summary>
    public bool UsesEpsilonSmoothing { get; init; }
}

namespace NativeRnn;

/// <summary>What an attention layer is made of.</summary>
public sealed record AttentionOptions
{
    private readonly AttentionKind _kind;
    private readonly int _querySize;
    private readonly int _memorySize;
    private readonly int _hiddenSize;

    /// <summary>How steps are scored; not <see cref="AttentionKind.None"/>.</summary>
    public required AttentionKind Kind
    {
        get => _kind;
        init
        {
            if (!Enum.IsDefined(value) || value == AttentionKind.None)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(Kind), value, "An attention layer is of kind Dot, General or Additive.");
            }
            _kind = value;
        }
    }

    /// <summary>H, features of a query, at least 1.</summary>
    public required int QuerySize
    {
        get => _querySize;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(QuerySize));
            _querySize = value;
        }
    }

    /// <summary>M, features of a source step, at least 1.</summary>
    public required int MemorySize
    {
        get => _memorySize;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(MemorySize));
            _memorySize = value;
        }
    }

    /// <summary>A, features in which additive attention compares, at least 1; <see cref="QuerySize"/> by default.</summary>
    public int HiddenSize
    {
        get => _hiddenSize > 0 ? _hiddenSize : QuerySize;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(HiddenSize));
            _hiddenSize = value;
        }
    }
}

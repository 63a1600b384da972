namespace NativeRnn;

/// <summary>Rows of a batch's states in host memory, from one row on.</summary>
/// <param name="numbers">[D, N, H], and whatever lies behind.</param>
/// <param name="batch">N.</param>
/// <param name="first">The first row that is meant.</param>
internal readonly ref struct StateRows(Span<float> numbers, int batch, int first)
{
    private readonly Span<float> _numbers = numbers;

    internal int Batch => batch;

    /// <summary>The same rows of what lies so many numbers behind.</summary>
    internal StateRows Behind(long offset) => new(_numbers[checked((int)offset)..], batch, first);

    /// <summary>A direction's rows from the first on.</summary>
    internal Span<float> Of(int direction, int width) => _numbers[((direction * batch + first) * width)..];
}

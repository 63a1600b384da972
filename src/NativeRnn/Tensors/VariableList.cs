using System.Buffers;

namespace NativeRnn;

/// <summary>Variables in memory that is lent for a while, so that collecting them allocates nothing.</summary>
internal ref struct VariableList(int capacity)
{
    private readonly Variable[] _variables = ArrayPool<Variable>.Shared.Rent(capacity);
    private int _count;

    internal readonly ReadOnlySpan<Variable> Span => _variables.AsSpan(0, _count);

    internal readonly Variable this[int index] => Span[index];

    internal void Add(Variable variable) => _variables[_count++] = variable;

    public readonly void Dispose() => ArrayPool<Variable>.Shared.Return(_variables, clearArray: true);
}

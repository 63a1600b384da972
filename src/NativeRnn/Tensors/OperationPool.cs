namespace NativeRnn;

/// <summary>A tape's operations by type, handed out in order and all taken back at a reset.</summary>
internal sealed class OperationPool
{
    private readonly Dictionary<Type, Shelf> _shelves = [];

    internal TOperation Take<TOperation>()
        where TOperation : Operation, new()
    {
        if (!_shelves.TryGetValue(typeof(TOperation), out var shelf))
        {
            shelf = new Shelf();
            _shelves.Add(typeof(TOperation), shelf);
        }
        if (shelf.Used == shelf.Operations.Count)
        {
            shelf.Operations.Add(new TOperation());
        }
        return (TOperation)shelf.Operations[shelf.Used++];
    }

    internal void TakeBackAll()
    {
        foreach (var shelf in _shelves.Values)
        {
            shelf.Used = 0;
        }
    }

    private sealed class Shelf
    {
        internal List<Operation> Operations { get; } = [];

        internal int Used { get; set; }
    }
}

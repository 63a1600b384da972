namespace NativeRnn;

/// <summary>How a layer's state lies in memory: h [D, N, O], and behind it, where there is one, c [D, N, H].</summary>
/// <param name="Directions">D.</param>
/// <param name="Hidden">O, features of h.</param>
/// <param name="Cell">H, features of c; 0 where the cell has none.</param>
internal readonly record struct StateLayout(int Directions, int Hidden, int Cell)
{
    /// <summary>S, tensors of equal shape; 0 where h and c differ.</summary>
    private int States => Cell == 0 ? 1 : Cell == Hidden ? 2 : 0;

    /// <summary>Numbers for a batch.</summary>
    internal long Count(int batch) => (long)Directions * batch * (Hidden + Cell);

    /// <summary>[S, D, N, H]; where h and c differ, all numbers in a row.</summary>
    internal Shape Shape(int batch) => States > 0
        ? new Shape(States, Directions, batch, Hidden)
        : new Shape(checked((int)Count(batch)));

    /// <summary>Of a row that is no batch's: [S, D, H]; where h and c differ, [D·(O + H)].</summary>
    internal Shape RowShape => States > 0 ? new Shape(States, Directions, Hidden) : Shape(1);

    /// <summary>Rows of a batch into the places of another's, for h and c.</summary>
    internal void Gather(Session session, Tensor source, int batch, Tensor target, ReadOnlySpan<int> rows)
    {
        if (States > 0)
        {
            session.GatherRows(source, target, States * Directions, batch, rows);
            return;
        }
        var (from, to) = ((long)Directions * batch * Hidden, (long)Directions * rows.Length * Hidden);
        session.GatherRows(Part(source, 0, batch, Hidden), Part(target, 0, rows.Length, Hidden), Directions, batch, rows);
        session.GatherRows(Part(source, from, batch, Cell), Part(target, to, rows.Length, Cell), Directions, batch, rows);
    }

    /// <summary>Adds all rows of a batch to one row.</summary>
    internal void SumRows(Session session, Tensor source, int batch, Tensor target)
    {
        if (States > 0)
        {
            session.SumGroups(source, target, States * Directions);
            return;
        }
        var (from, to) = ((long)Directions * batch * Hidden, (long)Directions * Hidden);
        session.SumGroups(Part(source, 0, batch, Hidden), Part(target, 0, 1, Hidden), Directions);
        session.SumGroups(Part(source, from, batch, Cell), Part(target, to, 1, Cell), Directions);
    }

    /// <summary>Copies rows from one batch's numbers to another's, for h and c.</summary>
    internal void CopyRows(in StateRows source, in StateRows target, int rows)
    {
        CopyRows(source, target, rows, Hidden);
        CopyRows(
            source.Behind((long)Directions * source.Batch * Hidden),
            target.Behind((long)Directions * target.Batch * Hidden),
            rows,
            Cell);
    }

    private void CopyRows(in StateRows source, in StateRows target, int rows, int width)
    {
        for (var direction = 0; direction < Directions; direction++)
        {
            source.Of(direction, width)[..(rows * width)].CopyTo(target.Of(direction, width));
        }
    }

    private Tensor Part(Tensor state, long offset, int batch, int width) =>
        state.Slice(offset, new Shape(Directions, batch, width));
}

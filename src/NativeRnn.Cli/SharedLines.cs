namespace NativeRnn.Cli;

/// <summary>Lines that the ranks of a job work on in blocks, by turns, with the results in the order of the lines.</summary>
/// <remarks>Rank 0 reads and writes; at any time it holds one block of each rank.</remarks>
/// <param name="ranks">Of the job.</param>
/// <param name="work">What becomes of a block.</param>
internal sealed class SharedLines(MpiCommunicator ranks, Func<LineBlock, BlockResult> work)
{
    private readonly List<LineBlock> _round = [];

    /// <summary>What rank 0 does.</summary>
    /// <param name="blocks">In their order.</param>
    /// <param name="write">Given the results, likewise.</param>
    internal void Deal(IEnumerable<LineBlock> blocks, Action<BlockResult> write)
    {
        try
        {
            foreach (var block in blocks)
            {
                _round.Add(block);
                if (_round.Count == ranks.Size)
                {
                    FinishRound(write);
                }
            }
        }
        catch (InvalidDataException) // a bad line: those before it are answered first
        {
            FinishRound(write);
            throw;
        }

        FinishRound(write);
        for (var rank = 1; rank < ranks.Size; rank++)
        {
            new LineBlock(0, []).Send(ranks, rank); // no more
        }
    }

    /// <summary>What the other ranks do.</summary>
    internal void Serve()
    {
        while (LineBlock.Receive(ranks, from: 0) is { Lines.Count: > 0 } block)
        {
            work(block).Send(ranks, to: 0);
        }
    }

    private void FinishRound(Action<BlockResult> write)
    {
        for (var rank = 1; rank < _round.Count; rank++)
        {
            _round[rank].Send(ranks, rank);
        }

        for (var rank = 0; rank < _round.Count; rank++)
        {
            write(rank == 0 ? work(_round[0]) : BlockResult.Receive(ranks, rank));
        }

        _round.Clear();
    }
}

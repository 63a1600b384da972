using System.Text;

namespace NativeRnn;

/// <summary>What ranks agree on and hand each other in words rather than numbers.</summary>
internal static class RankWork
{
    /// <summary>Whether one rank at least says so; all get the same answer.</summary>
    internal static bool Any(this MpiCommunicator ranks, bool here)
    {
        Span<double> votes = [here ? 1 : 0];
        ranks.Sum(votes);
        return votes[0] > 0;
    }

    /// <summary>Does this rank's part of a work; where one is cancelled, all are, so that none waits for another.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled on a rank.</exception>
    internal static void Divide(this MpiCommunicator ranks, Action part)
    {
        OperationCanceledException? cancelled = null;
        try
        {
            part();
        }
        catch (OperationCanceledException here)
        {
            cancelled = here;
        }
        if (ranks.Any(cancelled is not null))
        {
            throw cancelled ?? new OperationCanceledException("Another rank was interrupted.");
        }
    }

    /// <summary>Every rank's texts come to all, in the order of the ranks.</summary>
    /// <param name="ranks">Of the job.</param>
    /// <param name="texts">This rank's, any number.</param>
    internal static List<string> Gather(this MpiCommunicator ranks, IReadOnlyList<string> texts)
    {
        var all = new List<string>();
        for (var rank = 0; rank < ranks.Size; rank++)
        {
            Span<long> count = [texts.Count];
            ranks.Broadcast(count, rank);
            for (var i = 0; i < count[0]; i++)
            {
                all.Add(ranks.BroadcastText(rank == ranks.Rank ? texts[i] : "", rank));
            }
        }
        return all;
    }

    private static string BroadcastText(this MpiCommunicator ranks, string text, int from)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<long> length = [bytes.Length];
        ranks.Broadcast(length, from);
        if (ranks.Rank != from)
        {
            bytes = new byte[length[0]];
        }
        ranks.Broadcast<byte>(bytes, from);
        return Encoding.UTF8.GetString(bytes);
    }
}

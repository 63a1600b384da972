namespace NativeRnn;

/// <summary>Merges the bytes of one piece of text, in time of its length times the logarithm of that.</summary>
internal static class BytePairEncoder
{
    private const int None = -1;

    /// <summary>The tokens of a piece.</summary>
    internal static string[] Encode(BytePairCode code, ReadOnlySpan<byte> bytes)
    {
        ByteAlphabet alphabet = ByteAlphabet.For(code.Spaces);
        int[] tokens = new int[bytes.Length];
        for (int i = 0; i < tokens.Length; i++)
        {
            tokens[i] = alphabet.NumberOf(bytes[i]);
        }

        Merge(code, tokens);
        return [.. tokens.Where(token => token != None).Select(token => code.Tokens[token])];
    }

    private static void Merge(BytePairCode code, int[] tokens)
    {
        int[] next = [.. Enumerable.Range(1, tokens.Length)];
        int[] previous = [.. Enumerable.Range(-1, tokens.Length)];
        PriorityQueue<(int Place, int Left, int Right, int Merged), (int Rank, int Place)> waiting = new();
        for (int place = 0; place + 1 < tokens.Length; place++)
        {
            Offer(place);
        }

        while (waiting.TryDequeue(out var pair, out _))
        {
            int behind = next[pair.Place];
            if (tokens[pair.Place] != pair.Left || behind >= tokens.Length || tokens[behind] != pair.Right)
            {
                continue; // one of them was merged with its other neighbour
            }

            tokens[pair.Place] = pair.Merged;
            tokens[behind] = None;
            next[pair.Place] = next[behind];
            if (next[behind] < tokens.Length)
            {
                previous[next[behind]] = pair.Place;
                Offer(pair.Place);
            }

            if (previous[pair.Place] != None)
            {
                Offer(previous[pair.Place]);
            }
        }

        void Offer(int place)
        {
            if (code.TryGetMerge(tokens[place], tokens[next[place]], out var merge))
            {
                waiting.Enqueue((place, tokens[place], tokens[next[place]], merge.Merged), (merge.Rank, place));
            }
        }
    }
}

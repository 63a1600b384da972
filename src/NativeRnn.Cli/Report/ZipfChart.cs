using System.Globalization;

namespace NativeRnn.Cli;

/// <summary>How often the tokens of a text occur: by rank, with both axes logarithmic, and the most frequent by name.</summary>
internal static class ZipfChart
{
    private const int TopTokens = 8;
    private const int MostPoints = 120;
    private const int MostTokens = 2_000_000; // counts of more hardly move the lines
    private const int LongestNGram = 3; // Dive into Deep Learning, edition 0.17, figure 8.3
    private static readonly string[] _names = ["Tokens", "Pairs", "Triples"];

    /// <summary>Tokens, pairs and triples of a text.</summary>
    internal static Tiles Of(Corpus corpus)
    {
        var tokens = corpus.Tokens.Span[..Math.Min(corpus.Tokens.Length, MostTokens)];
        var order = Math.Min(LongestNGram, tokens.Length);
        var table = NGramTable.Count(tokens, corpus.Vocabulary.Count, order);
        FrequencyTable[] tables = [.. Enumerable.Range(1, order).Select(length => new FrequencyTable(table, length))];
        return new Tiles(
            Chart("Frequencies of the text", tables.Zip(_names), Describe(tables[0], "tokens")),
            TopOf(("Token", tables[0], corpus.Codec)));
    }

    /// <summary>Tokens of both sides of pairs in memory.</summary>
    internal static Tiles Of(PairCorpus pairs)
    {
        var (sources, targets) = (new List<int>(), new List<int>());
        for (var pair = 0; pair < pairs.Count && sources.Count + targets.Count < MostTokens; pair++)
        {
            sources.AddRange(pairs.SourceOf(pair));
            targets.AddRange(pairs.TargetOf(pair));
        }

        var source = TableOf(sources, pairs.SourceCodec.Vocabulary.Count);
        var target = TableOf(targets, pairs.TargetCodec.Vocabulary.Count);
        return new Tiles(
            Chart(
                "Frequencies of the sentences",
                [(source, "Source tokens"), (target, "Target tokens")],
                $"{Describe(source, "source tokens")} {Describe(target, "target tokens")}"),
            TopOf(
                ("Source", source, pairs.SourceCodec), ("Target", target, pairs.TargetCodec)));
    }

    private static FrequencyTable TableOf(List<int> tokens, int vocabulary) =>
        new(NGramTable.Count(tokens.ToArray(), vocabulary, 1), 1);

    private static LineChart Chart(string title, IEnumerable<(FrequencyTable Table, string Name)> tables, string fits) =>
        new(title, "Rank", [.. tables.Select(table => new ChartSeries(table.Name, Points(table.Table)))])
        {
            IsLogarithmic = true,
            IsXLogarithmic = true,
            LastWord = null,
            Caption = $"How often each occurs, the most frequent first; a straight line is Zipf's law. {fits}",
        };

    private static string Describe(FrequencyTable table, string what) => table.FitZipf() is { } fit
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"The exponent of the {what} is {fit.Exponent:0.00} over ranks {fit.FirstRank:N0} to {fit.LastRank:N0}.")
        : $"There are too few different {what} to fit it.";

    private static DataTable TopOf(params (string Name, FrequencyTable Table, TextCodec Codec)[] sides) => new(
        "The most frequent tokens",
        ["Rank", .. sides.SelectMany(side => new[] { side.Name, "Share" })],
        [.. Enumerable.Range(1, Math.Min(TopTokens, sides.Min(side => side.Table.Count))).Select(rank => new[]
        {
            rank.ToString(CultureInfo.InvariantCulture),
        }.Concat(sides.SelectMany(side => Cells(side.Table, side.Codec, rank))).ToArray())]);

    private static string[] Cells(FrequencyTable table, TextCodec codec, int rank) =>
    [
        VisibleToken.Of(codec, table.Top(rank)[^1].Ids[0]),
        (100.0 * table.CountAt(rank) / table.TotalCount).ToString("0.0", CultureInfo.InvariantCulture) + " %",
    ];

    // Equal steps on the axis are equal ratios of ranks.
    private static (double X, double Y)[] Points(FrequencyTable table)
    {
        var ratio = Math.Pow(table.Count, 1.0 / (MostPoints - 1));
        var points = new List<(double X, double Y)>();
        for (var (rank, next) = (1, 1.0); rank <= table.Count; rank = Math.Max(rank + 1, (int)Math.Round(next)))
        {
            points.Add((rank, table.CountAt(rank)));
            next *= ratio;
            next = Math.Max(next, rank);
        }

        if (points[^1].X < table.Count)
        {
            points.Add((table.Count, table.CountAt(table.Count)));
        }

        return [.. points];
    }
}

using NativeRnn.Cli;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public sealed class ZipfChartTests
{
    [Test]
    public void Tokens_pairs_and_triples_have_a_line_each_and_the_most_frequent_their_share()
    {
        var tiles = ZipfChart.Of(Corpus.FromText("a b a c a b a", new CorpusOptions { Unit = TokenUnit.Word }));

        var chart = (LineChart)tiles.Parts[0];
        Assert.That(chart.Series.Select(series => series.Name), Is.EqualTo(new[] { "Tokens", "Pairs", "Triples" }));
        Assert.That(chart.Series[0].Points, Is.EqualTo(new[] { (1.0, 4.0), (2.0, 2.0), (3.0, 1.0) }));
        Assert.That(chart.Series[1].Points[0], Is.EqualTo((1.0, 2.0)), "a b, b a twice; a c, c a once");
        Assert.That(
            ((DataTable)tiles.Parts[1]).Rows,
            Is.EqualTo(new[] { new[] { "1", "a", "57.1 %" }, ["2", "b", "28.6 %"], ["3", "c", "14.3 %"] }));
    }

    [TestCase(TokenUnit.Char, "a", "␣")]
    [TestCase(TokenUnit.BytePair, "␣b", "a")]
    public void Spaces_are_shown_and_runs_of_bytes_as_their_text(TokenUnit unit, params string[] seen)
    {
        const string Text = "a b a b a a b b a b a b";
        var options = new CorpusOptions { Unit = unit, BytePairs = new BytePairOptions { Merges = 1 } };

        var rows = ((DataTable)ZipfChart.Of(Corpus.FromText(Text, options)).Parts[1]).Rows;

        Assert.That(rows.Select(row => row[1]), Is.SupersetOf(seen));
    }

    [Test]
    public void A_line_of_many_ranks_goes_from_the_first_to_the_last_in_equal_ratios()
    {
        var text = string.Concat(Enumerable.Range(0, 5000).Select(i => string.Concat(Enumerable.Repeat($"w{i} ", 1 + 5000 / (i + 1)))));

        var points = ((LineChart)ZipfChart.Of(Corpus.FromText(text, new CorpusOptions { Unit = TokenUnit.Word })).Parts[0]).Series[0].Points;

        Assert.That(points, Has.Count.InRange(60, 130));
        Assert.That((points[0].X, points[^1].X), Is.EqualTo((1.0, 5000.0)));
        Assert.That(points.Select(point => point.Y), Is.Ordered.Descending);
        Assert.That(points.Zip(points.Skip(1)).Skip(40).Max(two => two.Second.X / two.First.X), Is.LessThan(1.15));
    }
}

using System.Globalization;
using NativeRnn.Cli;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public class HeatMapTests
{
    private const double Rounding = 0.0051; // two digits are written

    private static readonly float[][] _values = [[0.125f, 0.875f, 0], [0.3f, 0.3f, 0.4f], [0, 0.05f, 0.95f]];

    [Test]
    public void Each_row_shows_its_numbers_under_its_name()
    {
        var table = Map().ToHtml().Descendants("table").Single();
        Assert.That(table.Element("thead")!.Descendants("th").Select(th => th.Value), Is.EqualTo(new[] { "x", "y", "<eos>" }));
        var rows = table.Element("tbody")!.Elements("tr").ToArray();
        Assert.That(rows.Select(row => row.Element("th")!.Value), Is.EqualTo(new[] { "a", "<unk>", "<eos>" }));
        for (var i = 0; i < rows.Length; i++)
        {
            double[] shown = [.. rows[i].Elements("td").Select(cell => double.Parse(cell.Value, CultureInfo.InvariantCulture))];
            Assert.That(shown, Is.EqualTo(_values[i]).Within(Rounding));
            Assert.That(shown.Sum(), Is.EqualTo(_values[i].Sum()).Within(_values[i].Length * Rounding));
        }
    }

    [Test]
    public void Larger_numbers_are_darker_and_their_text_stands_out()
    {
        var cells = Map().ToHtml().Descendants("tbody").Single().Descendants("td").ToArray();
        Assert.That((string?)cells[1].Attribute("style"), Is.EqualTo("background:rgb(var(--heat) / 0.875)"));
        Assert.That((string?)cells[1].Attribute("class"), Is.EqualTo("middle"));
        Assert.That((string?)cells[8].Attribute("class"), Is.EqualTo("strong"));
        Assert.That(cells[3].Attribute("class"), Is.Null);
    }

    [Test]
    public void A_cell_says_which_words_meet_in_it() => Assert.That(
        Map().ToHtml().Descendants("td").Select(cell => (string?)cell.Attribute("title")), Has.Some.EqualTo("<unk> ← <eos>: 0.4000"));

    private static HeatMap Map() => new(
        "title", ["a", "<unk>", "<eos>"], ["x", "y", "<eos>"], [.. _values.Select(row => new ReadOnlyMemory<float>(row))]);
}

using System.Globalization;
using System.Xml.Linq;

namespace NativeRnn.Cli;

/// <summary>A table whose cells are the darker the larger their number is.</summary>
/// <remarks>A table, since that is what a reader without eyes can walk through, and its numbers are text.</remarks>
/// <param name="Title">What it shows.</param>
/// <param name="Rows">The names of the rows.</param>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Values">For each row a number from 0 to 1 for each column.</param>
internal sealed record HeatMap(
    string Title, IReadOnlyList<string> Rows, IReadOnlyList<string> Columns, IReadOnlyList<ReadOnlyMemory<float>> Values)
    : IReportPart
{
    // Where black text begins to stand out better than white on the colour by night, and white than black by day.
    private const float Middle = 0.63f;
    private const float Strong = 0.88f;

    /// <summary>What to look at; null for nothing.</summary>
    internal string? Caption { get; init; }

    /// <inheritdoc/>
    public XElement ToHtml()
    {
        var head = new XElement(
            "tr", new XElement("td"), Columns.Select(column => Heading("col", column)));
        var table = Html.Element(
            "table",
            "heat",
            new XElement("thead", head),
            new XElement("tbody", Rows.Select((row, i) => new XElement("tr", Heading("row", row), Cells(i)))));
        return Html.Figure("heat-map", Title, Caption, Html.Scrollable(Title, table));
    }

    private static XElement Heading(string scope, string token) =>
        new("th", new XAttribute("scope", scope), Html.Text(token));

    private IEnumerable<XElement> Cells(int row) => Columns.Select((column, j) =>
    {
        var value = Values[row].Span[j];
        var hue = string.Create(CultureInfo.InvariantCulture, $"background:rgb(var(--heat) / {value:0.###})");
        var meaning = string.Create(CultureInfo.InvariantCulture, $"{Rows[row]} ← {column}: {value:0.0000}");
        return new XElement(
            "td",
            value < Middle ? null : new XAttribute("class", value < Strong ? "middle" : "strong"),
            new XAttribute("style", hue),
            new XAttribute("title", Html.Text(meaning)),
            value.ToString("0.00", CultureInfo.InvariantCulture));
    });
}

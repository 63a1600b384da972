using System.Xml.Linq;

namespace NativeRnn.Cli;

/// <summary>A plain table; the first cell of each row names it.</summary>
/// <param name="Title">What it holds.</param>
/// <param name="Headings">Of the columns; none for a table that needs none.</param>
/// <param name="Rows">Each with a cell for each column.</param>
internal sealed record DataTable(string Title, IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>> Rows)
    : IReportPart
{
    /// <summary>Whether the last column is a text that is shown as it is, with its lines.</summary>
    internal bool EndsWithText { get; init; }

    /// <inheritdoc/>
    public XElement ToHtml()
    {
        var head = Headings.Count == 0 ? null : new XElement("thead", new XElement("tr", Headings.Select(Heading)));
        var table = new XElement("table", head, new XElement("tbody", Rows.Select(Row)));
        return Html.Figure("data", Title, null, Html.Scrollable(Title, table));
    }

    private static XElement Heading(string text) => new("th", new XAttribute("scope", "col"), Html.Text(text));

    private XElement Row(IReadOnlyList<string> cells) => new(
        "tr",
        new XElement("th", new XAttribute("scope", "row"), Html.Text(cells[0])),
        cells.Skip(1).Select((cell, i) => new XElement(
            "td", EndsWithText && i + 2 == cells.Count ? new XAttribute("class", "text") : null, Html.Text(cell))));
}

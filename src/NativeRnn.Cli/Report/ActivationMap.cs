using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace NativeRnn.Cli;

/// <summary>Numbers of many units over the tokens of a text, as coloured cells.</summary>
/// <remarks>
/// Cells of one shade are one path, since a page with an element for each would be slow: a thousand cells take some ten
/// kilobytes.
/// </remarks>
/// <param name="Title">What it shows.</param>
/// <param name="Rows">The names of the units.</param>
/// <param name="Columns">The tokens.</param>
/// <param name="Values">For each unit a number for each token, from −1 or 0 to 1; beyond that the shade stays.</param>
internal sealed record ActivationMap(
    string Title, IReadOnlyList<string> Rows, IReadOnlyList<string> Columns, IReadOnlyList<float[]> Values) : IReportPart
{
    private const int Shades = 8; // of each sign; more are not told apart
    private const double Cell = 13;
    private const double Left = 44; // for the names of the units
    private const double Foot = 18;
    private const double CharacterWidth = 6.5; // of a font of 11 pixels, about

    /// <summary>What to look at; null for nothing.</summary>
    internal string? Caption { get; init; }

    private float Lowest => Values.Min(row => row.Min());

    private float Highest => Values.Max(row => row.Max());

    /// <inheritdoc/>
    public XElement ToHtml()
    {
        var longest = Columns.Max(column => column.Length);
        var foot = longest > 1 ? longest * CharacterWidth + 6 : Foot;
        var (width, height) = (Left + Columns.Count * Cell + 2, Rows.Count * Cell + foot);
        var picture = Html.Picture(
            $"{Title}: {Rows.Count} units over {Columns.Count} tokens.", (width, height), Cells(), RowNames(), ColumnNames(longest > 1));
        picture.Add(new XAttribute("class", "map"), Html.Number("width", width), Html.Number("height", height));
        return Html.Figure("activations", Title, Caption, Legend(), Html.Scrollable(Title, picture));
    }

    private IEnumerable<XElement> Cells()
    {
        var paths = new Dictionary<int, StringBuilder>();
        for (var row = 0; row < Rows.Count; row++)
        {
            for (var column = 0; column < Columns.Count; column++)
            {
                var shade = ShadeOf(Values[row][column]);
                if (!paths.TryGetValue(shade, out var path))
                {
                    paths[shade] = path = new StringBuilder();
                }

                path.Append(
                    CultureInfo.InvariantCulture, $"M{Left + column * Cell} {row * Cell}h{Cell - 1}v{Cell - 1}h{1 - Cell}z");
            }
        }

        return paths.Where(path => path.Key != 0).OrderBy(path => path.Key).Select(path => Shaded(path.Key, path.Value));
    }

    private static int ShadeOf(float value) => float.IsFinite(value) ? (int)MathF.Round(Math.Clamp(value, -1, 1) * Shades) : 0;

    private static XElement Shaded(int shade, StringBuilder path) => Html.Element(
        "path", shade > 0 ? "warm" : "cold", Opacity(shade), new XAttribute("d", path.ToString()));

    private static XAttribute Opacity(int shade) => Html.Number("fill-opacity", Math.Abs(shade) / (double)Shades);

    private IEnumerable<XElement> RowNames() => Rows.Select((name, row) => Html.Element(
        "text",
        "soft",
        Html.Number("x", Left - 6),
        Html.Number("y", row * Cell + 10),
        new XAttribute("text-anchor", "end"),
        Html.Text(name)));

    // Words stand upright below their column, single characters as they are.
    private IEnumerable<XElement> ColumnNames(bool areWords) => Columns.Select((name, column) =>
    {
        var (x, y) = (Left + column * Cell + Cell / 2 - 0.5, Rows.Count * Cell + (areWords ? 4 : 12));
        return Html.Element(
            "text",
            "token",
            Html.Number("x", x),
            Html.Number("y", y),
            areWords
                ? new XAttribute("transform", string.Create(CultureInfo.InvariantCulture, $"rotate(90 {x:0.##} {y:0.##}) translate(0 3)"))
                : new XAttribute("text-anchor", "middle"),
            Html.Text(name));
    });

    private XElement Legend() => Html.Element(
        "ul",
        "legend",
        Lowest < 0 ? Swatch(-Shades, Lowest < -1 ? "−1 or below" : "−1") : null,
        Swatch(0, "0"),
        Swatch(Shades / 2, "0.5"),
        Swatch(Shades, Highest > 1 ? "1 or above" : "1"));

    private static XElement Swatch(int shade, string name) => new(
        "li",
        Html.Element(
            "svg",
            "swatch",
            new XAttribute("viewBox", "0 0 14 14"),
            new XAttribute("aria-hidden", "true"),
            Html.Element("rect", shade < 0 ? "cold" : "warm", Square(), Opacity(shade)),
            Html.Element("rect", "frame", Square())),
        name);

    private static XAttribute[] Square() =>
        [Html.Number("x", 1), Html.Number("y", 1), Html.Number("width", 12), Html.Number("height", 12)];
}

using System.Globalization;
using System.Xml.Linq;

namespace NativeRnn.Cli;

/// <summary>Lines over a common axis, with their last values written beside their names.</summary>
/// <remarks>
/// Drawn here, and not by a library: the registries that this project builds from serve none that writes SVG without
/// native code or a script.
/// </remarks>
/// <param name="Title">What it shows.</param>
/// <param name="XName">What the horizontal axis counts.</param>
/// <param name="Series">At most three.</param>
internal sealed record LineChart(string Title, string XName, IReadOnlyList<ChartSeries> Series) : IReportPart
{
    private const int MostPoints = 240; // more than that is not seen
    private const double Width = 440;
    private const double Height = 250;
    private const double Left = 52;
    private const double Right = Width - 12;
    private const double Top = 12;
    private const double Bottom = Height - 40;

    /// <summary>Whether equal heights are equal ratios; not by default.</summary>
    internal bool IsLogarithmic { get; init; }

    /// <summary>Whether equal widths are equal ratios; not by default.</summary>
    internal bool IsXLogarithmic { get; init; }

    /// <summary>What the legend says before a line's last value; null for names alone.</summary>
    internal string? LastWord { get; init; } = ", in the end ";

    /// <summary>What to look at; null for nothing.</summary>
    internal string? Caption { get; init; }

    /// <inheritdoc/>
    public XElement ToHtml()
    {
        ChartSeries[] lines = [.. Series.Select(WithoutGaps).Where(series => series.Points.Count > 0)];
        if (lines.Length == 0)
        {
            return Html.Figure("chart", Title, "Nothing was measured: the training ended before.");
        }

        var drawn = Array.ConvertAll(lines, line => line.Thinned(MostPoints));
        var points = drawn.SelectMany(series => series.Points).ToArray();
        var (first, last) = (lines.Min(line => line.Points[0].X), lines.Max(line => line.Points[^1].X));
        var x = IsXLogarithmic ? ChartScale.Logarithmic(first, last) : ChartScale.Exact(Math.Floor(first), last);
        var (low, high) = (points.Min(point => point.Y), points.Max(point => point.Y));
        var y = IsLogarithmic ? ChartScale.Logarithmic(low, high) : ChartScale.Linear(Math.Min(0, low), high);
        return Html.Figure(
            "chart",
            Title,
            Caption,
            Legend(drawn),
            Html.Picture(
                Describe(drawn), (Width, Height), YAxis(y), XAxis(x), drawn.Select((line, i) => Draw(line, i, x, y))));
    }

    private static ChartSeries WithoutGaps(ChartSeries series) =>
        series with { Points = [.. series.Points.Where(point => double.IsFinite(point.Y))] };

    private static double ToX(ChartScale scale, double value) => Left + scale.Place(value) * (Right - Left);

    private static double ToY(ChartScale scale, double value) => Bottom - scale.Place(value) * (Bottom - Top);

    private static string Format(double value) => value.ToString(
        Math.Abs(value) is (> 0 and < 0.001) or >= 1e7 ? "0.#e-0" : "#,0.####", CultureInfo.InvariantCulture);

    private static IEnumerable<XElement> YAxis(ChartScale scale) => scale.Ticks.SelectMany(tick =>
    {
        var y = ToY(scale, tick);
        return new[] { Line("grid", Left, y, Right, y), Label(Left - 8, y + 4, "end", Format(tick)) };
    });

    private IEnumerable<XElement> XAxis(ChartScale scale) => scale.Ticks
        .Where(double.IsInteger) // epochs and steps are whole
        .Select(tick => Label(ToX(scale, tick), Bottom + 18, "middle", Format(tick)))
        .Append(Label((Left + Right) / 2, Height - 6, "middle", XName));

    private static XElement Line(string @class, double x1, double y1, double x2, double y2) => Html.Element(
        "line", @class, Html.Number("x1", x1), Html.Number("y1", y1), Html.Number("x2", x2), Html.Number("y2", y2));

    private static XElement Label(double x, double y, string anchor, string text) => Html.Element(
        "text", "soft", Html.Number("x", x), Html.Number("y", y), new XAttribute("text-anchor", anchor), Html.Text(text));

    // A single point has no line: it is drawn as a dot.
    private static XElement Draw(ChartSeries series, int index, ChartScale x, ChartScale y)
    {
        if (series.Points is [var (onlyX, onlyY)])
        {
            return Html.Element(
                "circle",
                $"s{index + 1}",
                Html.Number("cx", ToX(x, onlyX)),
                Html.Number("cy", ToY(y, onlyY)),
                Html.Number("r", 4));
        }

        var points = series.Points.Select(point => string.Create(
            CultureInfo.InvariantCulture, $"{ToX(x, point.X):0.#},{ToY(y, point.Y):0.#}"));
        return Html.Element("polyline", $"line s{index + 1}", new XAttribute("points", string.Join(' ', points)));
    }

    private XElement Legend(ChartSeries[] lines) => Html.Element(
        "ul",
        "legend",
        lines.Select((line, i) =>
            new XElement("li", Swatch(i), Html.Text(LastWord is null ? line.Name : line.Name + LastWord + Format(LastOf(line))))));

    private static XElement Swatch(int index) => new(
        "svg",
        new XAttribute("viewBox", "0 0 24 8"),
        new XAttribute("aria-hidden", "true"),
        Line($"line s{index + 1}", 2, 4, 22, 4));

    private string Describe(ChartSeries[] lines) => $"{Title}, by {XName}. " + string.Join(" ", lines.Select(line =>
        $"{line.Name}: from {Format(line.Points[0].Y)} to {Format(LastOf(line))}."));

    // To four significant digits.
    private static double LastOf(ChartSeries line) => double.Parse(
        line.Points[^1].Y.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}

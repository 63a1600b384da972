using System.Globalization;
using System.Xml.Linq;

namespace NativeRnn.Cli;

/// <summary>The hypotheses that a beam search kept at each step, and the way to the one that won.</summary>
/// <param name="Title">What was decoded.</param>
/// <param name="Trace">Of <see cref="DecodedSentence.Trace"/> or <see cref="Translation.Trace"/>.</param>
/// <param name="Winner">The tokens of the best hypothesis, the end token included where it has one.</param>
/// <param name="TokenOf">The text of a token.</param>
/// <param name="Alpha">α of the score Σ log p / L^α.</param>
internal sealed record BeamTree(
    string Title, IReadOnlyList<SearchNode> Trace, IReadOnlyList<int> Winner, Func<int, string> TokenOf, double Alpha)
    : IReportPart
{
    private const string Mark = " ✓"; // of finished hypotheses

    /// <inheritdoc/>
    public XElement ToHtml()
    {
        var layout = new BeamLayout(
            Trace, node => Math.Max(TokenOf(node.Token).Length + Mark.Length, Score(node).Length));
        var path = WinningPath();
        var picture = Html.Picture(
            Describe(path.Count),
            (layout.Width, layout.Height),
            Trace.Select((node, i) => Edge(layout, i, path.Contains(i))),
            Trace.Select((node, i) => Node(layout[i], i, path.Contains(i))));
        picture.Add(
            new XAttribute("class", "tree"), Html.Number("width", layout.Width), Html.Number("height", layout.Height));
        return Html.Figure("beam-tree", Title, Caption(), Html.Scrollable(Title, picture));
    }

    // Without the sign of what rounds to 0.
    private static string Number(double value) =>
        (Math.Round(value, 2) + 0.0).ToString("0.00", CultureInfo.InvariantCulture).Replace('-', '−');

    private string Score(SearchNode node) => node.IsFinished ? $"score {Number(ScoreOf(node))}" : Number(node.LogProbability);

    private double ScoreOf(SearchNode node) => node.LogProbability / Math.Pow(node.Step + 1, Alpha);

    private string Caption() => string.Create(
        CultureInfo.InvariantCulture,
        $"Each column is a step, each box a hypothesis that was kept: its last token, and the sum of the logarithms of its "
        + $"tokens' probabilities; likelier ones stand higher. ✓ marks finished ones, with their score: the sum divided by "
        + $"length to the power of {Alpha:0.##}. The best of them and the way to it are highlighted.");

    private string Describe(int steps) =>
        $"{Title}. A tree of {Trace.Count} hypotheses; the best is, after {steps} steps: "
        + string.Join(' ', Winner.Select(TokenOf)) + ".";

    private HashSet<int> WinningPath()
    {
        var path = new HashSet<int>();
        for (var node = FindWinner(); node >= 0; node = Trace[node].Parent)
        {
            path.Add(node);
        }

        return path;
    }

    private int FindWinner()
    {
        for (var node = 0; node < Trace.Count; node++)
        {
            if (Trace[node].Step == Winner.Count - 1 && EndsWithWinner(node))
            {
                return node;
            }
        }

        return -1;
    }

    private bool EndsWithWinner(int node)
    {
        for (; node >= 0; node = Trace[node].Parent)
        {
            if (Trace[node].Token != Winner[Trace[node].Step])
            {
                return false;
            }
        }

        return true;
    }

    private XElement? Edge(BeamLayout layout, int child, bool isWinner)
    {
        var parent = Trace[child].Parent;
        if (parent < 0)
        {
            return null;
        }

        var (from, to) = (layout[parent], layout[child]);
        var bend = (from.Right + to.X) / 2;
        var curve = string.Create(
            CultureInfo.InvariantCulture,
            $"M{from.Right:0.#} {from.Middle:0.#}C{bend:0.#} {from.Middle:0.#} {bend:0.#} {to.Middle:0.#} {to.X:0.#} {to.Middle:0.#}");
        return Html.Element("path", isWinner ? "edge winner" : "edge", new XAttribute("d", curve));
    }

    private XElement Node(BeamLayout.Box box, int index, bool isWinner)
    {
        var node = Trace[index];
        var kind = (node.IsFinished ? " finished" : "") + (isWinner ? " winner" : "");
        return new XElement(
            "g",
            new XElement("title", Html.Text(Explain(node))),
            Html.Element(
                "rect", "node" + kind, Html.Number("x", box.X), Html.Number("y", box.Y), Html.Number("width", box.Width),
                Html.Number("height", BeamLayout.NodeHeight), Html.Number("rx", 6)),
            Label(box, 17, "token", TokenOf(node.Token), node.IsFinished),
            Label(box, 33, "soft", Score(node), false));
    }

    private static XElement Label(BeamLayout.Box box, double below, string @class, string text, bool isMarked) => Html.Element(
        "text",
        @class,
        Html.Number("x", box.X + box.Width / 2),
        Html.Number("y", box.Y + below),
        new XAttribute("text-anchor", "middle"),
        Html.Text(text),
        isMarked ? Html.Element("tspan", "mark", Mark) : null);

    private string Explain(SearchNode node)
    {
        var sums = $"log p of the token {Number(node.TokenLogProbability)}, sum {Number(node.LogProbability)}";
        return $"{TokenOf(node.Token)}: {sums}" + (node.IsFinished ? $", finished, {Score(node)}" : "");
    }
}

using System.Globalization;
using System.Text;

namespace NativeRnn.Samples;

/// <summary>Draws curves over time with a logarithmic height, readable by day and by night.</summary>
internal static class Drawing
{
    private const double Width = 760;
    private const double Height = 420;
    private const double Left = 72;
    private const double Right = 480; // names stand behind
    private const double Top = 44;
    private const double Bottom = 368;
    private const double LineHeight = 18; // of a name
    private const int DecadesApart = 2;

    private const string Style = """
          svg { color-scheme: light dark; }
          .page { fill: #ffffff; } text { fill: #1b2430; font: 13px system-ui, sans-serif; } .soft { fill: #566272; }
          .grid { stroke: #d9dee5; stroke-width: 1; } .line { fill: none; stroke-width: 2.25; stroke-linejoin: round; }
          .s0 { stroke: #c2410c; } .s1 { stroke: #1d5fd1; } .s2 { stroke: #0f766e; } .s3 { stroke: #7c3aad; }
          .s1 { stroke-dasharray: 8 4; } .s2 { stroke-width: 8; stroke-opacity: 0.5; } .s3 { stroke-dasharray: 12 4 2 4; }
          @media (prefers-color-scheme: dark) {
            .page { fill: #11161d; } text { fill: #e6eaf0; } .soft { fill: #9daaba; } .grid { stroke: #36404d; }
            .s0 { stroke: #fb9a5b; } .s1 { stroke: #6ea8fe; } .s2 { stroke: #4fd1c0; } .s3 { stroke: #c79bf2; }
          }
        """;

    /// <summary>The drawing as a file of its own.</summary>
    internal static string Of(IReadOnlyList<GradientCurve> curves)
    {
        var positive = curves.SelectMany(curve => curve.Norms).Where(norm => norm > 0).Select(Math.Log10).ToArray();
        int low = DecadesApart * (int)Math.Floor(positive.Min() / DecadesApart);
        int high = DecadesApart * (int)Math.Ceiling(positive.Max() / DecadesApart);
        var scale = new Scale(low, high, curves[0].Norms.Length - 1);
        var text = new StringBuilder();
        Line(text, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" role=\"img\">");
        Line(text, $"<title>The norm of the gradient at each state, from the last back to the first: {Names(curves)}</title>");
        Line(text, $"<style>\n{Style}\n</style>");
        Line(text, $"<rect class=\"page\" width=\"{Width}\" height=\"{Height}\" rx=\"8\"/>");
        Line(text, $"<text x=\"16\" y=\"24\">‖∂L/∂h_t‖₂, where L reads the last state only</text>");
        Axes(text, scale);
        for (int i = curves.Count - 1; i >= 0; i--) // the first on top
        {
            Line(text, $"<polyline class=\"line s{i}\" points=\"{Points(curves[i], scale)}\"/>");
        }

        Legend(text, curves);
        Line(text, $"</svg>");
        return text.ToString();
    }

    private static void Axes(StringBuilder text, Scale scale)
    {
        for (int decade = scale.Low; decade <= scale.High; decade += DecadesApart)
        {
            double y = scale.Y(decade);
            Line(text, $"<line class=\"grid\" x1=\"{Left}\" y1=\"{y:0.#}\" x2=\"{Right}\" y2=\"{y:0.#}\"/>");
            Line(text, $"<text class=\"soft\" x=\"{Left - 8}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">10{Superscript(decade)}</text>");
        }

        for (int t = 0; t <= scale.Steps; t += 10)
        {
            Line(text, $"<text class=\"soft\" x=\"{scale.X(t):0.#}\" y=\"{Bottom + 20}\" text-anchor=\"middle\">{t}</text>");
        }

        Line(text, $"<text class=\"soft\" x=\"{(Left + Right) / 2}\" y=\"{Bottom + 40}\" text-anchor=\"middle\">step t</text>");
    }

    private static void Legend(StringBuilder text, IReadOnlyList<GradientCurve> curves)
    {
        for (int i = 0; i < curves.Count; i++)
        {
            double y = Top + 12 + (2 * LineHeight * i);
            Line(text, $"<line class=\"line s{i}\" x1=\"{Right + 16}\" y1=\"{y - 4}\" x2=\"{Right + 48}\" y2=\"{y - 4}\"/>");
            Line(text, $"<text x=\"{Right + 56}\" y=\"{y}\">{curves[i].Name}</text>");
        }
    }

    private static string Points(GradientCurve curve, Scale scale) => string.Join(' ', curve.Norms.Index()
        .Where(norm => norm.Item > 0)
        .Select(norm => string.Create(
            CultureInfo.InvariantCulture, $"{scale.X(norm.Index):0.#},{scale.Y(Math.Log10(norm.Item)):0.#}")));

    private static string Names(IReadOnlyList<GradientCurve> curves) => string.Join("; ", curves.Select(curve => curve.Name));

    private static string Superscript(int number) => string.Concat(
        number.ToString(CultureInfo.InvariantCulture).Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private sealed record Scale(int Low, int High, int Steps)
    {
        internal double X(int t) => Left + ((Right - Left) * t / Steps);

        internal double Y(double decade) => Bottom - ((Bottom - Top) * (decade - Low) / (High - Low));
    }
}

using System.Globalization;
using NativeRnn.Cli;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public class LineChartTests
{
    [Test]
    public void A_falling_series_falls_on_the_picture()
    {
        var points = PointsOf(Chart(new ChartSeries("a", [(1, 8), (2, 4), (3, 2)])));
        Assert.That(points.Select(point => point.X), Is.Ordered.Ascending);
        Assert.That(points.Select(point => point.Y), Is.Ordered.Ascending, "down is larger in SVG");
        Assert.That(points[1].Y - points[0].Y, Is.EqualTo(2 * (points[2].Y - points[1].Y)).Within(0.2), "4 against 2");
    }

    [Test]
    public void On_a_logarithmic_axis_equal_ratios_are_equally_high()
    {
        var points = PointsOf(Chart(new ChartSeries("a", [(1, 8), (2, 4), (3, 2)])) with { IsLogarithmic = true });
        Assert.That(points[1].Y - points[0].Y, Is.EqualTo(points[2].Y - points[1].Y).Within(0.2));
    }

    [Test]
    public void Every_series_is_drawn_and_named_with_its_last_value()
    {
        var html = Chart(new ChartSeries("first", [(1, 3), (2, 1.23456)]), new ChartSeries("second", [(1, 2), (2, 7)])).ToHtml();
        Assert.That(html.Descendants("polyline").Count(), Is.EqualTo(2));
        Assert.That(
            html.Descendants("li").Select(item => item.Value),
            Is.EqualTo(new[] { "first, in the end 1.235", "second, in the end 7" }));
        Assert.That(html.Descendants("title").First().Value, Does.Contain("first: from 3 to 1.235."));
    }

    [Test]
    public void A_single_point_is_a_dot_and_no_point_a_sentence()
    {
        Assert.That(Chart(new ChartSeries("a", [(1, 3)])).ToHtml().Descendants("circle").Count(), Is.EqualTo(1));
        var empty = Chart(new ChartSeries("a", [(1, double.NaN)])).ToHtml();
        Assert.That(empty.Descendants("svg"), Is.Empty);
        Assert.That(empty.Value, Does.Contain("Nothing was measured"));
    }

    [Test]
    public void Many_points_are_thinned_to_means()
    {
        var many = new ChartSeries("a", [.. Enumerable.Range(0, 1000).Select(i => ((double)i, i % 2 == 0 ? 0.0 : 2.0))]);
        var thin = many.Thinned(100);
        Assert.That(thin.Points, Has.Count.EqualTo(100));
        Assert.That(thin.Points.Select(point => point.Y), Has.All.EqualTo(1).Within(1e-9));
        Assert.That(thin.Points[0].X, Is.EqualTo(4.5).Within(1e-9));
    }

    [TestCase(0, 4.2, new double[] { 0, 1, 2, 3, 4, 5 })]
    [TestCase(0, 0.003, new[] { 0, 0.001, 0.002, 0.003 })]
    [TestCase(5, 5, new double[] { 5, 6, 7, 8, 9, 10 })]
    public void Ticks_are_round_and_enclose_the_numbers(double lowest, double highest, double[] ticks) =>
        Assert.That(ChartScale.Linear(lowest, highest).Ticks, Is.EqualTo(ticks).Within(1e-9));

    [TestCase(3, 30, new double[] { 5, 10, 20 })]
    [TestCase(1, 20000, new double[] { 1, 10, 100, 1000, 10000 })]
    public void Logarithmic_ticks_are_round(double lowest, double highest, double[] ticks) =>
        Assert.That(ChartScale.Logarithmic(lowest, highest).Ticks, Is.EqualTo(ticks).Within(1e-9));

    private static LineChart Chart(params ChartSeries[] series) => new("title", "Epoch", series);

    private static (double X, double Y)[] PointsOf(LineChart chart)
    {
        var points = (string)chart.ToHtml().Descendants("polyline").Single().Attribute("points")!;
        return [.. points.Split(' ').Select(point => Array.ConvertAll(
            point.Split(','), number => double.Parse(number, CultureInfo.InvariantCulture))).Select(pair => (pair[0], pair[1]))];
    }
}

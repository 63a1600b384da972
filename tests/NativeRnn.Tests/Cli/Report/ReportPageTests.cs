using NativeRnn.Cli;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public class ReportPageTests
{
    private const string Hostile = "<unk> & \"</script><img src=x onerror=alert(1)>' \u0001\uD800 😀";
    private const string Shown = "<unk> & \"</script><img src=x onerror=alert(1)>' \uFFFD\uFFFD 😀";

    [Test]
    public void Text_that_looks_like_markup_stays_text_in_every_part()
    {
        IReportPart[] parts =
        [
            new DataTable(Hostile, [Hostile, "b"], [[Hostile, Hostile]]) { EndsWithText = true },
            new Card(Hostile, (Hostile, Hostile)),
            new HeatMap(Hostile, [Hostile], [Hostile], [new float[] { 1 }]) { Caption = Hostile },
            new LineChart(Hostile, Hostile, [new ChartSeries(Hostile, [(0, 1), (1, 2)])]) { Caption = Hostile },
            new BeamTree(Hostile, [new SearchNode(0, 7, -1, -1, -1, false)], [7], _ => Hostile, 1),
        ];
        var page = new ReportPage(Hostile, Hostile);
        page.Add(Hostile, Hostile, parts);
        var html = page.ToHtml();
        Assert.That(html, Does.Not.Contain("<unk>").And.Not.Contain("<img").And.Not.Contain("<script"));
        var root = PageReader.Parse(html);
        Assert.That(root.Element("head")!.Element("title")!.Value, Is.EqualTo(Shown));
        foreach (var kind in (string[])["h1", "h2", "h3", "p", "th", "td", "dt", "dd", "figcaption", "li", "text", "title"])
        {
            Assert.That(root.Descendants(kind).Select(element => element.Value), Has.Some.Contains(Shown), kind);
        }
    }

    [Test]
    public void The_page_needs_nothing_from_elsewhere()
    {
        var page = new ReportPage("a", "b");
        page.Add("c", null, new LineChart("d", "e", [new ChartSeries("f", [(0, 1), (1, 2)])]));
        var html = page.ToHtml();
        Assert.That(html, Does.StartWith("<!DOCTYPE html>\n<html lang=\"en\">"));
        Assert.That(html, Does.Not.Contain("http").And.Not.Contain("url(").And.Not.Contain("@import"));
        string[] foreign = ["script", "link", "img", "iframe", "object"];
        Assert.That(PageReader.Parse(html).Descendants().Select(element => element.Name.LocalName), Has.None.AnyOf(foreign));
    }

    // An HTML parser takes "<td />" for a start tag, and "&gt;" in a style sheet as it stands.
    [Test]
    public void What_XML_and_HTML_read_differently_does_not_occur()
    {
        var page = new ReportPage("", "");
        page.Add("", "", new DataTable("", [], [["", ""]]));
        var html = page.ToHtml();
        Assert.That(html, Does.Contain("<td></td>").And.Not.Contain("<td />").And.Contain("<meta charset=\"utf-8\" />"));
        Assert.That(ReportStyle.Sheet, Does.Not.Contain("<").And.Not.Contain(">").And.Not.Contain("&"));
    }

    [Test]
    public void Parts_may_stand_side_by_side()
    {
        var html = new Tiles(new Card("a"), new Card("b")).ToHtml();
        Assert.That(html.OfClass("tiles").Single().OfClass("card").Select(card => card.Value), Is.EqualTo(new[] { "a", "b" }));
    }
}

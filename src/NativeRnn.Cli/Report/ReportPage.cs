using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace NativeRnn.Cli;

/// <summary>One HTML page that needs nothing else: no network, no script, no other file.</summary>
/// <param name="title">Of the page.</param>
/// <param name="introduction">What the reader sees.</param>
internal sealed class ReportPage(string title, string introduction)
{
    private static readonly HashSet<string> _void = ["meta", "br", "hr", "col"]; // HTML gives these no end tag
    private readonly List<XElement> _sections = [];

    /// <summary>Adds a section.</summary>
    /// <param name="heading">What it is about.</param>
    /// <param name="text">What its parts show; null where they speak for themselves.</param>
    /// <param name="parts">One below the other.</param>
    internal void Add(string heading, string? text, params ReadOnlySpan<IReportPart> parts)
    {
        var section = new XElement("section", new XElement("h2", Html.Text(heading)));
        if (text is not null)
        {
            section.Add(new XElement("p", Html.Text(text)));
        }

        foreach (var part in parts)
        {
            section.Add(part.ToHtml());
        }

        _sections.Add(section);
    }

    /// <summary>The whole page: HTML that is well-formed XML too.</summary>
    internal string ToHtml()
    {
        var page = new XElement(
            "html",
            new XAttribute("lang", "en"),
            Head(),
            new XElement(
                "body",
                new XElement(
                    "main",
                    new XElement("h1", Html.Text(title)),
                    new XElement("p", Html.Text(introduction)),
                    _sections)));
        CloseEmptyElements(page);
        return "<!DOCTYPE html>\n" + Write(page) + "\n";
    }

    private XElement Head() => new(
        "head",
        new XElement("meta", new XAttribute("charset", "utf-8")),
        new XElement(
            "meta",
            new XAttribute("name", "viewport"),
            new XAttribute("content", "width=device-width, initial-scale=1")),
        new XElement("meta", new XAttribute("name", "color-scheme"), new XAttribute("content", "light dark")),
        new XElement("title", Html.Text(title)),
        new XElement("style", ReportStyle.Sheet));

    // To HTML, "<td />" is a start tag.
    private static void CloseEmptyElements(XElement page)
    {
        foreach (var element in page.Descendants())
        {
            if (element.IsEmpty && !_void.Contains(element.Name.LocalName))
            {
                element.Value = "";
            }
        }
    }

    private static string Write(XElement page)
    {
        var settings = new XmlWriterSettings { OmitXmlDeclaration = true, NewLineHandling = NewLineHandling.None };
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, settings))
        {
            page.WriteTo(writer);
        }

        return text.ToString();
    }
}

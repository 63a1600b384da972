using System.Xml;
using System.Xml.Linq;

namespace NativeRnn.Tests.Cli;

/// <summary>Reads reports as XML, which they are besides being HTML.</summary>
internal static class PageReader
{
    public static XElement Parse(string page)
    {
        using var text = new StringReader(page);
        using var reader = XmlReader.Create(text, new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XElement.Load(reader);
    }

    public static IEnumerable<XElement> OfClass(this XElement element, string name) => element.DescendantsAndSelf()
        .Where(inner => ((string?)inner.Attribute("class"))?.Split(' ').Contains(name) == true);
}

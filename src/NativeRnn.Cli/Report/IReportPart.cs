using System.Xml.Linq;

namespace NativeRnn.Cli;

/// <summary>A picture, a table or a text of a report.</summary>
internal interface IReportPart
{
    /// <summary>It as an element of the page; text in it is escaped when the page is written.</summary>
    public XElement ToHtml();
}

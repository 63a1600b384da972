using System.Xml.Linq;

namespace NativeRnn.Cli;

/// <summary>Parts side by side, as many as the page is wide enough for.</summary>
internal sealed record Tiles(params IReadOnlyList<IReportPart> Parts) : IReportPart
{
    /// <summary>Whether each is as wide as it needs to be; by default, all are equally wide.</summary>
    internal bool KeepWidths { get; init; }

    /// <inheritdoc/>
    public XElement ToHtml() => Html.Element("div", KeepWidths ? "row" : "tiles", Parts.Select(part => part.ToHtml()));
}

using System.Xml.Linq;

namespace NativeRnn.Cli;

/// <summary>Some facts about one thing, each with its name.</summary>
/// <param name="Title">The thing.</param>
/// <param name="Facts">In order.</param>
internal sealed record Card(string Title, params IReadOnlyList<(string Name, string Value)> Facts) : IReportPart
{
    /// <inheritdoc/>
    public XElement ToHtml() => Html.Element(
        "div",
        "card",
        new XElement("h3", Html.Text(Title)),
        new XElement("dl", Facts.Select(Describe)));

    private static XElement[] Describe((string Name, string Value) fact) =>
        [new("dt", Html.Text(fact.Name)), new("dd", Html.Text(fact.Value))];
}

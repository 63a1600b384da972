using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace NativeRnn.ApiReference;

/// <summary>Documentation elements as Markdown.</summary>
internal static partial class Markdown
{
    /// <summary>An element's text on one line, or in paragraphs where it has some; nothing for no element.</summary>
    internal static string Of(XElement? element) =>
        element is null ? "" : string.Concat(element.Nodes().Select(Node)).Trim();

    private static string Node(XNode node) => node switch
    {
        XText text => Spaces().Replace(text.Value, " "),
        XElement element => Element(element),
        _ => "",
    };

    private static string Element(XElement element) => element.Name.LocalName switch
    {
        "see" or "seealso" => $"`{Target(element)}`",
        "paramref" or "typeparamref" => $"`{element.Attribute("name")!.Value}`",
        "c" => $"`{element.Value}`",
        "code" => $"\n\n```\n{Outdented(element.Value)}\n```\n\n",
        "para" => $"\n\n{Of(element)}\n\n",
        "br" => "  \n",
        _ => Of(element),
    };

    /// <summary>The last names of what is referred to: <c>Type.Member</c> without namespace and parameters.</summary>
    private static string Target(XElement element)
    {
        var name = (element.Attribute("cref") ?? element.Attribute("langword") ?? element.Attribute("href"))!.Value;
        var path = name[(name.IndexOf(':') + 1)..].Split('(')[0].Split('.');
        return Ticks().Replace(string.Join('.', path[^(name[0] is 'T' || path.Length < 2 ? 1 : 2)..]), "");
    }

    private static string Outdented(string code)
    {
        var lines = code.Trim('\r', '\n', ' ').Split('\n');
        var indent = lines.Skip(1).Where(line => line.Trim().Length > 0)
            .Select(line => line.Length - line.TrimStart().Length).DefaultIfEmpty(0).Min();
        return string.Join('\n', lines.Select((line, at) => at == 0 || line.Length < indent ? line : line[indent..])).TrimEnd();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("`+[0-9]+")]
    private static partial Regex Ticks();
}

using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace NativeRnn.Cli;

/// <summary>The few HTML and SVG forms that reports are made of.</summary>
/// <remarks>
/// Elements are those of LINQ to XML, which escapes texts and attributes. All are without a namespace: an HTML parser
/// knows <c>svg</c> by its name.
/// </remarks>
internal static class Html
{
    private const char Replacement = '\uFFFD';

    /// <summary>An element with a class.</summary>
    internal static XElement Element(string name, string @class, params object?[] content) =>
        new(name, new XAttribute("class", @class), content);

    /// <summary>A text that may hold anything that a model or a file does.</summary>
    /// <remarks>XML has no place for control characters and halves of surrogate pairs.</remarks>
    internal static string Text(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (IsLegal(text, i))
            {
                continue;
            }

            var legal = text.ToCharArray();
            for (; i < legal.Length; i++)
            {
                legal[i] = IsLegal(text, i) ? legal[i] : Replacement;
            }

            return new string(legal);
        }

        return text;
    }

    /// <summary>An attribute with a number, in as few digits as a drawing needs.</summary>
    internal static XAttribute Number(string name, double value) =>
        new(name, value.ToString("0.##", CultureInfo.InvariantCulture));

    /// <summary>A picture that says what it shows to those who do not see it.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="size">Of its coordinates; it is drawn as wide as its place is.</param>
    /// <param name="content">What is drawn.</param>
    internal static XElement Picture(string title, (double Width, double Height) size, params object?[] content) => new(
        "svg",
        new XAttribute("role", "img"),
        new XAttribute("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {size.Width:0.##} {size.Height:0.##}")),
        new XElement("title", Text(title)),
        content);

    /// <summary>What may be wider than the page, to be scrolled by mouse, finger or keyboard.</summary>
    internal static XElement Scrollable(string title, XElement content) => Element(
        "div",
        "scroll",
        new XAttribute("tabindex", "0"),
        new XAttribute("role", "region"),
        new XAttribute("aria-label", Text(title)),
        content);

    /// <summary>A picture with its title above and, where there is more to say, a caption below.</summary>
    internal static XElement Figure(string @class, string title, string? caption, params object?[] content) => Element(
        "figure",
        @class,
        new XElement("h3", Text(title)),
        content,
        caption is null ? null : new XElement("figcaption", Text(caption)));

    private static bool IsLegal(string text, int i) => char.IsSurrogate(text[i])
        ? (i + 1 < text.Length && char.IsSurrogatePair(text, i)) || (i > 0 && char.IsSurrogatePair(text, i - 1))
        : XmlConvert.IsXmlChar(text[i]);
}

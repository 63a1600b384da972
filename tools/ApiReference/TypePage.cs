using System.Reflection;
using System.Text;
using System.Xml.Linq;

namespace NativeRnn.ApiReference;

/// <summary>The page of one type: what it is for, then its members by kind.</summary>
internal sealed class TypePage(Type type, Documentation documentation)
{
    private readonly StringBuilder _text = new();

    /// <summary>The type's first sentence or so, for the list of all types.</summary>
    internal string Summary => Markdown.Of(documentation.Of(type)?.Element("summary"));

    /// <summary>Members without a text of their own or an inherited one.</summary>
    internal IEnumerable<string> Undocumented => Members()
        .Prepend(type)
        .Where(member => !documentation.Has(member))
        .Select(DocumentationId.Of);

    internal string Render()
    {
        _text.Append($"# {Signature.Name(type)}\n\n```csharp\npublic {Signature.Declaration(type)}\n```\n");
        Describe(documentation.Of(type));
        foreach (var kind in Members().GroupBy(Kind))
        {
            _text.Append($"\n## {kind.Key}\n");
            foreach (var member in kind)
            {
                _text.Append($"\n### `{Signature.Of(member)}`\n");
                Describe(documentation.Of(member));
            }
        }
        return _text.ToString();
    }

    private IEnumerable<MemberInfo> Members() => type.GetMembers(Signature.All)
        .Where(_ => !type.IsSubclassOf(typeof(Delegate)))
        .Where(member => Signature.IsShown(member) && !IsImplied(member))
        .OrderBy(Kind, StringComparer.Ordinal)
        .ThenBy(member => type.IsEnum ? "" : member.Name, StringComparer.Ordinal);

    /// <summary>A constructor that nobody wrote, and what every object or delegate has.</summary>
    private bool IsImplied(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => documentation.Of(constructor) is null && constructor.GetParameters().Length == 0,
        MethodInfo method => method.GetBaseDefinition().DeclaringType == typeof(object) && documentation.Of(method) is null,
        _ => false,
    };

    private static string Kind(MemberInfo member) => member switch
    {
        ConstructorInfo => "Constructors",
        EventInfo => "Events",
        FieldInfo => "Fields",
        PropertyInfo => "Properties",
        _ => "Methods",
    };

    private void Describe(XElement? found)
    {
        if (found is null)
        {
            return;
        }
        Paragraph("", Markdown.Of(found.Element("summary")));
        foreach (var parameter in found.Elements("typeparam").Concat(found.Elements("param")))
        {
            _text.Append($"\n- `{parameter.Attribute("name")!.Value}`: {Markdown.Of(parameter)}");
        }
        _text.Append(found.Element("param") is null ? "" : "\n");
        Paragraph("Returns: ", Markdown.Of(found.Element("returns")));
        foreach (var exception in found.Elements("exception"))
        {
            Paragraph($"Throws `{exception.Attribute("cref")!.Value.Split('.')[^1]}`: ", Markdown.Of(exception));
        }
        Paragraph("", Markdown.Of(found.Element("remarks")));
        Paragraph("", Markdown.Of(found.Element("example")));
    }

    private void Paragraph(string label, string text) => _text.Append(text.Length == 0 ? "" : $"\n{label}{text}\n");
}

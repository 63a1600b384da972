using System.Reflection;
using System.Xml.Linq;

namespace NativeRnn.ApiReference;

/// <summary>What the compiler's documentation files say of each member.</summary>
internal sealed class Documentation(IEnumerable<string> files)
{
    private readonly Dictionary<string, XElement> _members = files
        .SelectMany(file => XDocument.Load(file, LoadOptions.PreserveWhitespace).Descendants("member"))
        .ToDictionary(member => member.Attribute("name")!.Value);

    /// <summary>Whether somebody wrote a text for a member, be it in a file that is not here.</summary>
    internal bool Has(MemberInfo member) => _members.ContainsKey(DocumentationId.Of(member)) || Of(member) is not null;

    /// <summary>A member's own text, or that of the one it inherits from; null where nobody wrote one.</summary>
    internal XElement? Of(MemberInfo member)
    {
        var own = _members.GetValueOrDefault(DocumentationId.Of(member));
        var inherits = own?.Element("inheritdoc");
        if (own is not null && inherits is null)
        {
            return own;
        }
        return inherits?.Attribute("cref") is { } source
            ? _members.GetValueOrDefault(source.Value)
            : Overridden(member).Select(Of).FirstOrDefault(found => found is not null) ?? OfPart(member);
    }

    /// <summary>The members that this one overrides or implements.</summary>
    private static IEnumerable<MemberInfo> Overridden(MemberInfo member)
    {
        var owner = member as Type ?? member.DeclaringType!;
        var above = owner.BaseType is { } parent ? owner.GetInterfaces().Prepend(parent) : owner.GetInterfaces();
        return member is Type
            ? above
            : above.SelectMany(type => (type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type)
                .GetMember(member.Name, Signature.All)
                .Where(other => Signature.Arity(other) == Signature.Arity(member)));
    }

    /// <summary>A positional record's property, which is documented as a parameter.</summary>
    private XElement? OfPart(MemberInfo member) =>
        _members.GetValueOrDefault(DocumentationId.Of(member.DeclaringType ?? member))?.Elements("param")
            .FirstOrDefault(part => part.Attribute("name")!.Value == member.Name) is { } text
            ? new XElement("member", new XElement("summary", text.Nodes()))
            : null;
}

using System.Reflection;

namespace NativeRnn.ApiReference;

/// <summary>The names that the compiler's documentation file has for types and members.</summary>
internal static class DocumentationId
{
    internal static string Of(MemberInfo member) => member switch
    {
        Type type => $"T:{NameOf(type)}",
        MethodBase method => $"M:{Owner(method)}.{NameOf(method)}{Parameters(method.GetParameters())}{Conversion(method)}",
        PropertyInfo property => $"P:{Owner(property)}.{property.Name}{Parameters(property.GetIndexParameters())}",
        EventInfo => $"E:{Owner(member)}.{member.Name}",
        _ => $"F:{Owner(member)}.{member.Name}",
    };

    private static string Owner(MemberInfo member) => NameOf(member.DeclaringType!);

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private static string NameOf(MethodBase method) =>
        method.Name.Replace('.', '#') + (method.IsGenericMethod ? $"``{method.GetGenericArguments().Length}" : "");

    private static string Parameters(ParameterInfo[] parameters) =>
        parameters.Length == 0 ? "" : $"({string.Join(',', parameters.Select(each => Reference(each.ParameterType)))})";

    private static string Conversion(MethodBase method) =>
        method is MethodInfo { Name: "op_Implicit" or "op_Explicit" } operation ? $"~{Reference(operation.ReturnType)}" : "";

    private static string Array(int rank) => rank == 1 ? "[]" : $"[{string.Join(',', Enumerable.Repeat("0:", rank))}]";

    private static string Reference(Type type)
    {
        if (type.IsGenericParameter)
        {
            return (type.DeclaringMethod is null ? "`" : "``") + type.GenericParameterPosition;
        }
        if (type.HasElementType)
        {
            return Reference(type.GetElementType()!) + (type.IsByRef ? "@" : type.IsPointer ? "*" : Array(type.GetArrayRank()));
        }
        if (!type.IsGenericType)
        {
            return NameOf(type);
        }
        var open = NameOf(type.GetGenericTypeDefinition());
        return $"{open[..open.IndexOf('`')]}{{{string.Join(',', type.GetGenericArguments().Select(Reference))}}}";
    }
}

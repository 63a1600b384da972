using System.Reflection;
using System.Runtime.CompilerServices;

namespace NativeRnn.ApiReference;

/// <summary>Types and members as C# declares them.</summary>
internal static class Signature
{
    internal const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext _nullability = new();

    private static readonly Dictionary<Type, string> _keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(char)] = "char",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
        [typeof(void)] = "void",
    };

    /// <summary>A member as a line of C#, without its body.</summary>
    internal static string Of(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"{Name(constructor.DeclaringType!)}({Parameters(constructor)})",
        MethodInfo method => $"{Static(method)}{Name(method.ReturnType, _nullability.Create(method.ReturnParameter))} "
            + $"{method.Name}{Generic(method.GetGenericArguments())}({Parameters(method)})",
        PropertyInfo property => $"{Static(property.GetMethod!)}{Name(property.PropertyType, _nullability.Create(property))} "
            + $"{NameOf(property)} {{ {Accessors(property)}}}",
        FieldInfo { DeclaringType.IsEnum: true } value => $"{value.Name} = {value.GetRawConstantValue()}",
        FieldInfo field => $"{(field.IsLiteral ? "const " : "static readonly ")}{Name(field.FieldType)} {field.Name}",
        EventInfo happening => $"event {Name(happening.EventHandlerType!)} {happening.Name}",
        _ => member.Name,
    };

    /// <summary>How a type is declared: what it is, what it extends and what it implements.</summary>
    internal static string Declaration(Type type)
    {
        if (type.IsSubclassOf(typeof(Delegate)))
        {
            var invoke = type.GetMethod("Invoke")!;
            return $"delegate {Name(invoke.ReturnType)} {Name(type)}({Parameters(invoke)})";
        }
        var isRecord = type.GetMethod("PrintMembers", All) is not null;
        var kind = type.IsEnum ? "enum"
            : type.IsInterface ? "interface"
            : type.IsValueType ? isRecord ? "record struct" : "struct"
            : type is { IsAbstract: true, IsSealed: true } ? "static class"
            : (type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "") + (isRecord ? "record" : "class");
        var above = type.GetInterfaces().Where(each => each.IsPublic && !each.IsGenericType && !type.IsEnum);
        var parents = type.BaseType is { } parent && parent != typeof(object) && !type.IsValueType ? above.Prepend(parent) : above;
        var list = string.Join(", ", parents.Select(each => Name(each)));
        return $"{kind} {Name(type)}{(list.Length > 0 ? " : " + list : "")}";
    }

    /// <summary>A type's name with its type arguments, and <c>?</c> where null is meant.</summary>
    internal static string Name(Type type, NullabilityInfo? nullability = null)
    {
        var mark = nullability?.ReadState == NullabilityState.Nullable && !type.IsValueType ? "?" : "";
        if (_keywords.TryGetValue(type, out var keyword))
        {
            return keyword + mark;
        }
        if (type.HasElementType)
        {
            return Name(type.GetElementType()!) + (type.IsArray ? $"[{new string(',', type.GetArrayRank() - 1)}]" : "") + mark;
        }
        return Nullable.GetUnderlyingType(type) is { } inner
            ? Name(inner) + "?"
            : type.Name.Split('`')[0] + Generic(type.GetGenericArguments()) + mark;
    }

    /// <summary>Parameters of a method or an indexer; 0 for others.</summary>
    internal static int Arity(MemberInfo member) => member switch
    {
        MethodBase method => method.GetParameters().Length,
        PropertyInfo property => property.GetIndexParameters().Length,
        _ => 0,
    };

    /// <summary>Whether a member is the reader's to call: public or protected, and not made by the compiler.</summary>
    internal static bool IsShown(MemberInfo member) => member switch
    {
        MethodBase method => IsOpen(method) && !method.IsDefined(typeof(CompilerGeneratedAttribute))
            && (!method.IsSpecialName || method.IsConstructor),
        PropertyInfo property => property.GetMethod is { } get && IsOpen(get) && property.Name != "EqualityContract",
        FieldInfo field => field.IsPublic && !field.IsSpecialName,
        EventInfo happening => IsOpen(happening.AddMethod!),
        _ => false,
    };

    private static bool IsOpen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Static(MethodInfo method) => method.IsStatic ? "static " : "";

    private static string Generic(Type[] arguments) =>
        arguments.Length == 0 ? "" : $"<{string.Join(", ", arguments.Select(each => Name(each)))}>";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var passed = parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? parameter.IsIn ? "in " : "ref " : "";
        var value = parameter.HasDefaultValue ? $" = {Default(parameter)}" : "";
        return $"{passed}{Name(parameter.ParameterType, _nullability.Create(parameter))} {parameter.Name}{value}";
    }

    private static string Default(ParameterInfo parameter) => parameter.RawDefaultValue switch
    {
        null => parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null
            ? "default" : "null",
        bool value => value ? "true" : "false",
        string text => $"\"{text}\"",
        var value when parameter.ParameterType.IsEnum =>
            $"{parameter.ParameterType.Name}.{Enum.ToObject(parameter.ParameterType, value)}",
        var value => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };

    private static string NameOf(PropertyInfo property) => property.GetIndexParameters() is { Length: > 0 } indices
        ? $"this[{string.Join(", ", indices.Select(Parameter))}]"
        : property.Name;

    private static string Accessors(PropertyInfo property)
    {
        var set = property.SetMethod is { } found && IsOpen(found) ? found : null;
        var isInit = set?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ?? false;
        return "get; " + (set is null ? "" : isInit ? "init; " : "set; ");
    }
}

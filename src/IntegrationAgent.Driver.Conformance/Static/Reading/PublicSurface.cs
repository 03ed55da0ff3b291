using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>
/// The public members of an assembly, one line each, with what binary compatibility does not see: values of constants, defaults of parameters,
/// <c>required</c>, and names on the wire.
/// </summary>
internal sealed class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(bool)] = "bool", [typeof(int)] = "int", [typeof(long)] = "long", [typeof(double)] = "double",
        [typeof(decimal)] = "decimal", [typeof(string)] = "string", [typeof(object)] = "object", [typeof(byte)] = "byte",
    };

    private PublicSurface(IReadOnlyList<string> members, SortedDictionary<string, string> obsolete)
    {
        Members = members;
        Obsolete = obsolete;
    }

    public IReadOnlyList<string> Members { get; }

    /// <summary>Members that are marked obsolete, with the text of the mark.</summary>
    public SortedDictionary<string, string> Obsolete { get; }

    public static PublicSurface Read(Assembly assembly)
    {
        var members = new SortedSet<string>(StringComparer.Ordinal);
        var obsolete = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var type in assembly.GetExportedTypes())
        {
            Add(type, Describe(type));
            foreach (var member in type.GetMembers(Declared))
            {
                if (Describe(member) is { } line)
                    Add(member, $"{Name(type)}.{line}");
            }
        }

        return new PublicSurface([.. members], obsolete);

        void Add(MemberInfo member, string line)
        {
            members.Add(line);
            if (member.GetCustomAttribute<ObsoleteAttribute>() is { } mark)
                obsolete[line] = mark.Message ?? "";
        }
    }

    private static string Describe(Type type)
    {
        var kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsSealed ? "sealed class" : type.IsAbstract ? "abstract class" : "class";
        var bases = (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum) ? [parent] : Array.Empty<Type>())
            .Concat(type.GetInterfaces().Where(one => one.IsPublic || one.IsNestedPublic))
            .Select(Name)
            .ToList();
        return $"{kind} {Name(type)}{(bases.Count == 0 ? "" : " : " + string.Join(", ", bases.Order(StringComparer.Ordinal)))}";
    }

    /// <summary>The line of a member that others can use; null for one that they cannot.</summary>
    private static string? Describe(MemberInfo member) => member switch
    {
        ConstructorInfo constructor when IsVisible(constructor) => $"ctor({Parameters(constructor)})",
        MethodInfo method when IsVisible(method) && !method.IsSpecialName && method.GetCustomAttribute<CompilerGeneratedAttribute>() is null =>
            $"{method.Name}{Generics(method)}({Parameters(method)}): {Name(method.ReturnType)}",
        PropertyInfo property when Accessor(property) is { } => Property(property),
        FieldInfo { IsSpecialName: false } field when field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly =>
            $"{field.Name}: {Name(field.FieldType)}{(field.IsLiteral ? " = " + Literal(field.GetRawConstantValue()) : "")}",
        EventInfo { AddMethod: { } add } happening when IsVisible(add) => $"event {happening.Name}: {Name(happening.EventHandlerType!)}",
        _ => null,
    };

    private static string Property(PropertyInfo property)
    {
        var setter = property.SetMethod is { } set && IsVisible(set)
            ? set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init; " : "set; "
            : "";
        var getter = property.GetMethod is { } get && IsVisible(get) ? "get; " : "";
        var required = property.GetCustomAttribute<RequiredMemberAttribute>() is null ? "" : "required ";
        var wire = property.GetCustomAttribute<JsonPropertyNameAttribute>() is { } json ? $" [\"{json.Name}\"]" : "";
        return $"{required}{property.Name}: {Name(property.PropertyType)} {{ {getter}{setter}}}{wire}";
    }

    private static MethodInfo? Accessor(PropertyInfo property) =>
        property.GetMethod is { } get && IsVisible(get) ? get : property.SetMethod is { } set && IsVisible(set) ? set : null;

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Generics(MethodInfo method) => method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(one => one.Name))}>" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{(parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? "ref " : "")}{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? " = " + Literal(parameter.RawDefaultValue) : "")}"));

    private static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Name(Type type)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!);
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Name(inner) + "?";
        if (type.IsGenericParameter)
            return type.Name;
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;

        var name = type.FullName is { } full && !type.IsConstructedGenericType ? full : $"{type.Namespace}.{type.Name}";
        var tick = name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? name.Replace('+', '.') : $"{name[..tick]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}

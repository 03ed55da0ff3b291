using IntegrationAgent.Driver.Generators.Model;
using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Driver.Generators.Parsing;

/// <summary>Reads how a C# type looks in JSON, or says why it cannot.</summary>
internal sealed class JsonTypeParser(bool isInput, CancellationToken cancellationToken)
{
    private static readonly SymbolDisplayFormat Qualified = SymbolDisplayFormat.FullyQualifiedFormat;
    private readonly List<string> open = [];

    /// <summary>What to write instead, where the last type was not supported.</summary>
    public string? Problem { get; private set; }

    public JsonTypeModel? Parse(ITypeSymbol type, string path)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var inner = type;
        var isNullable = type.IsReferenceType && type.NullableAnnotation != NullableAnnotation.NotAnnotated;
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            inner = nullable.TypeArguments[0];
            isNullable = true;
        }

        if (ScalarTypes.Find(inner) is { } scalar)
            return new JsonTypeModel(scalar == ScalarTypes.Any ? JsonTypeKind.Any : JsonTypeKind.Scalar, ScalarTypes.TypeName(scalar), isNullable, inner.IsValueType, scalar, null, default, default);

        var name = inner.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(Qualified);

        if (inner.TypeKind == TypeKind.Enum)
            return ParseEnum((INamedTypeSymbol)inner, name, isNullable, path);

        if (ListElement(inner) is { } element)
        {
            var parsed = Parse(element, path + "[]");
            return parsed is null ? null : new JsonTypeModel(JsonTypeKind.List, name, isNullable, IsValueType: false, inner.Name == "List" ? "List" : "Array", parsed, default, default);
        }

        if (MapValue(inner) is { } value)
        {
            var parsed = Parse(value, path + "{}");
            return parsed is null ? null : new JsonTypeModel(JsonTypeKind.Map, name, isNullable, IsValueType: false, "", parsed, default, default);
        }

        if (inner is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } named && !IsFramework(named))
            return ParseObject(named, name, isNullable, path);

        return Fail($"'{path}' is of type '{type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}', which has no fixed form in JSON: {ScalarTypes.InsteadOf(inner)}");
    }

    private JsonTypeModel? ParseEnum(INamedTypeSymbol type, string name, bool isNullable, string path)
    {
        if (type.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "FlagsAttribute"))
            return Fail($"'{path}' is the set of flags '{type.Name}', which has no single word: write IReadOnlyList<T> of an enumeration without [Flags]");

        var members = from field in type.GetMembers().OfType<IFieldSymbol>()
                      where field.HasConstantValue
                      group field by field.ConstantValue into same
                      select new EnumMemberModel(same.First().Name, Word(same.First()));
        return new JsonTypeModel(JsonTypeKind.Enum, name, isNullable, IsValueType: true, "", null, members.ToEquatableArray(), default);
    }

    private JsonTypeModel? ParseObject(INamedTypeSymbol type, string name, bool isNullable, string path)
    {
        if (open.Contains(name))
            return Fail($"'{path}' is of type '{type.Name}', which holds itself: write a type that ends, for example with the id of the inner record instead of the record");
        if (type.IsAbstract || type.IsGenericType || type.DeclaredAccessibility == Accessibility.Private)
            return Fail($"'{path}' is of type '{type.Name}', which is abstract, generic or private: write a public sealed class with init properties");

        open.Add(name);
        var properties = new ObjectParser(this, type, isInput, cancellationToken).Parse(path);
        open.RemoveAt(open.Count - 1);
        return properties is null ? null : new JsonTypeModel(JsonTypeKind.Object, name, isNullable, type.IsValueType, "", null, default, properties.ToEquatableArray());
    }

    public JsonTypeModel? Fail(string problem)
    {
        Problem ??= problem;
        return null;
    }

    private static string Word(IFieldSymbol field) =>
        NamedBy(field, "JsonStringEnumMemberNameAttribute") ?? Words.ToSnakeCase(field.Name);

    public static string? NamedBy(ISymbol symbol, string attributeName) =>
        (from attribute in symbol.GetAttributes()
         where attribute.AttributeClass?.Name == attributeName && attribute.ConstructorArguments.Length == 1
         select attribute.ConstructorArguments[0].Value as string).FirstOrDefault();

    private static ITypeSymbol? ListElement(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
        INamedTypeSymbol { TypeArguments: [var element], Name: "List" or "IReadOnlyList" or "IList" or "IReadOnlyCollection" or "ICollection" or "IEnumerable" } named
            when IsFramework(named) => element,
        _ => null,
    };

    private static ITypeSymbol? MapValue(ITypeSymbol type) => type is INamedTypeSymbol { TypeArguments: [{ SpecialType: SpecialType.System_String }, var value], Name: "Dictionary" or "IDictionary" or "IReadOnlyDictionary" } named
        && IsFramework(named) ? value : null;

    private static bool IsFramework(INamedTypeSymbol type)
    {
        var space = type.ContainingNamespace;
        while (space is { ContainingNamespace: { IsGlobalNamespace: false } outer })
            space = outer;
        return space?.Name == "System";
    }
}

using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Driver.Generators.Parsing;

/// <summary>Reads the arguments of one declaration.</summary>
internal readonly struct DeclaredAttribute(AttributeData data)
{
    public AttributeData Data => data;

    /// <summary>The constructor's only argument.</summary>
    public string Subject => data.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Primitive, Value: string text } ? text : "";

    public static IEnumerable<DeclaredAttribute> All(ISymbol symbol, string name) =>
        from attribute in symbol.GetAttributes()
        where attribute.AttributeClass is { } type && type.Name == name && type.ContainingNamespace.ToDisplayString() == ContractNames.Namespace
        select new DeclaredAttribute(attribute);

    public string Text(string name) => Value(name) as string ?? "";

    public string? OptionalText(string name) => Value(name) as string;

    public bool Flag(string name, bool byDefault) => Value(name) as bool? ?? byDefault;

    public long Number(string name, long byDefault) => Value(name) switch
    {
        int number => number,
        long number => number,
        _ => byDefault,
    };

    public IReadOnlyList<string> Texts(string name)
    {
        var argument = Find(name);
        return argument is { Kind: TypedConstantKind.Array, IsNull: false } array
            ? [.. array.Values.Select(value => value.Value as string ?? "")]
            : [];
    }

    public INamedTypeSymbol? Type(string name) => Value(name) as INamedTypeSymbol;

    /// <summary>The member of an enumeration, as a word in snake_case.</summary>
    public string Word(string name, string byDefault)
    {
        if (Find(name) is not { Kind: TypedConstantKind.Enum, Type: INamedTypeSymbol type } constant)
            return byDefault;

        var member = type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && Equals(field.ConstantValue, constant.Value));
        return member is null ? byDefault : Words.ToSnakeCase(member.Name);
    }

    private object? Value(string name) => Find(name) is { } constant && constant.Kind != TypedConstantKind.Array ? constant.Value : null;

    private TypedConstant? Find(string name)
    {
        foreach (var argument in data.NamedArguments)
        {
            if (argument.Key == name)
                return argument.Value;
        }

        return null;
    }
}

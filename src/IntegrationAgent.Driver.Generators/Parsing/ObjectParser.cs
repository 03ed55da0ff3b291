using IntegrationAgent.Driver.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IntegrationAgent.Driver.Generators.Parsing;

/// <summary>Reads the properties of a class that is a parameter or a result.</summary>
internal sealed class ObjectParser(JsonTypeParser types, INamedTypeSymbol type, bool isInput, CancellationToken cancellationToken)
{
    public List<JsonPropertyModel>? Parse(string path)
    {
        var properties = Properties().ToList();
        var constructor = isInput ? FindConstructor(properties) : null;
        if (isInput && constructor is null)
        {
            types.Fail($"'{path}' is of type '{type.Name}', which cannot be made from its properties: write init properties and a public parameterless constructor, or one constructor whose parameters are named like the properties");
            return null;
        }

        var result = new List<JsonPropertyModel>();
        foreach (var parameter in constructor?.Parameters ?? [])
        {
            var property = properties.First(candidate => IsSame(candidate, parameter));
            if (types.Parse(property.Type, $"{path}.{parameter.Name}") is not { } parsed)
                return null;
            var isOptional = parameter.HasExplicitDefaultValue;
            result.Add(new JsonPropertyModel(
                JsonName(property),
                parameter.Name,
                parsed,
                PropertySetter.Constructor,
                IsRequired: !isOptional && !parsed.IsNullable,
                MustInitialize: false,
                KeepsDefault: false,
                isOptional ? Defaults.Expression(parameter) : null,
                isOptional ? Defaults.Json(parameter.ExplicitDefaultValue, parsed) : null,
                Describe(property, parameter.Name)));
        }

        foreach (var property in properties)
        {
            var isSettable = property.SetMethod is { DeclaredAccessibility: Accessibility.Public };
            if ((isInput && !isSettable) || constructor?.Parameters.Any(parameter => IsSame(property, parameter)) == true)
                continue;
            if (types.Parse(property.Type, $"{path}.{property.Name}") is not { } parsed)
                return null;
            result.Add(FromProperty(property, parsed, isSettable));
        }

        return result;
    }

    private JsonPropertyModel FromProperty(IPropertySymbol property, JsonTypeModel parsed, bool isSettable)
    {
        var initializer = (property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken) as PropertyDeclarationSyntax)?.Initializer;
        var hasOwnDefault = initializer is not null || property.DeclaringSyntaxReferences.IsEmpty;
        return new JsonPropertyModel(
            JsonName(property),
            property.Name,
            parsed,
            isSettable ? PropertySetter.Initializer : PropertySetter.None,
            property.IsRequired || (!hasOwnDefault && !parsed.IsNullable && !parsed.IsValueType),
            property.IsRequired,
            hasOwnDefault && !property.IsRequired,
            DefaultExpression: null,
            initializer is null ? null : Defaults.Json(initializer.Value),
            Describe(property, property.Name));
    }

    private IEnumerable<IPropertySymbol> Properties()
    {
        for (var current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            foreach (var property in current.GetMembers().OfType<IPropertySymbol>())
            {
                if (property is { DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsIndexer: false, IsOverride: false, GetMethod.DeclaredAccessibility: Accessibility.Public }
                    && !property.IsImplicitlyDeclared
                    && property.GetAttributes().All(attribute => attribute.AttributeClass?.Name != "JsonIgnoreAttribute"))
                {
                    yield return property;
                }
            }
        }
    }

    private IMethodSymbol? FindConstructor(List<IPropertySymbol> properties)
    {
        var open = type.InstanceConstructors.Where(constructor => constructor.DeclaredAccessibility == Accessibility.Public).ToList();
        return open.FirstOrDefault(constructor => constructor.Parameters.IsEmpty && !type.IsValueType)
            ?? open.FirstOrDefault(constructor => !constructor.Parameters.IsEmpty && constructor.Parameters.All(parameter => properties.Any(property => IsSame(property, parameter))))
            ?? open.FirstOrDefault(constructor => constructor.Parameters.IsEmpty);
    }

    private static bool IsSame(IPropertySymbol property, IParameterSymbol parameter) =>
        string.Equals(property.Name, parameter.Name, StringComparison.OrdinalIgnoreCase) && SymbolEqualityComparer.Default.Equals(property.Type, parameter.Type);

    private static string JsonName(IPropertySymbol property) => JsonTypeParser.NamedBy(property, "JsonPropertyNameAttribute") ?? Words.ToCamelCase(property.Name);

    private string Describe(IPropertySymbol property, string parameter)
    {
        var summary = Documentation.Of(property, cancellationToken).Summary;
        if (summary.Length == 0)
            summary = Documentation.Of(type, cancellationToken).Parameter(parameter);
        return TextHygiene.Clean(summary, TextLimits.SchemaDescription);
    }
}

using System.Globalization;
using IntegrationAgent.Driver.Generators.Emission;
using IntegrationAgent.Driver.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IntegrationAgent.Driver.Generators.Parsing;

/// <summary>Default values: in C# for the dispatch, in JSON for the schema.</summary>
internal static class Defaults
{
    /// <summary>The expression that stands for the parameter's default; null where that is the default of its type.</summary>
    public static string? Expression(IParameterSymbol parameter)
    {
        var value = parameter.ExplicitDefaultValue;
        if (value is null)
            return null;

        var underlying = parameter.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : parameter.Type;
        var typeName = underlying.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        return value switch
        {
            double.NaN or double.PositiveInfinity or double.NegativeInfinity => null,
            double number => number.ToString("R", CultureInfo.InvariantCulture) + "D",
            float number => number.ToString("R", CultureInfo.InvariantCulture) + "F",
            decimal number => number.ToString(CultureInfo.InvariantCulture) + "M",
            string text => SymbolDisplay.FormatLiteral(text, quote: true),
            bool flag => flag ? "true" : "false",
            IFormattable number => $"({typeName})({number.ToString(null, CultureInfo.InvariantCulture)})",
            _ => null,
        };
    }

    public static string? Json(object? value, JsonTypeModel type) => value switch
    {
        null or double or float or decimal => null,
        bool flag => flag ? "true" : "false",
        string text => text.Length <= TextLimits.ExampleId ? Text(text) : null,
        _ when type.Kind == JsonTypeKind.Enum => null,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>The value of an initializer that is a plain literal.</summary>
    public static string? Json(ExpressionSyntax initializer) => initializer switch
    {
        LiteralExpressionSyntax { Token.Value: bool flag } => flag ? "true" : "false",
        LiteralExpressionSyntax { Token.Value: string text } when text.Length is > 0 and <= TextLimits.ExampleId => Text(text),
        LiteralExpressionSyntax { Token.Value: int or long } number => Convert.ToInt64(number.Token.Value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    private static string Text(string text) => new JsonObject.Text(TextHygiene.Clean(text, TextLimits.ExampleId)).ToString();
}

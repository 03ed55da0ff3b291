using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Agent.Compatibility.Api;

/// <summary>The names that members have in JSON, where attributes give them others than their own.</summary>
internal static class JsonNames
{
    public const string Property = "System.Text.Json.Serialization.JsonPropertyNameAttribute";
    public const string EnumMember = "System.Text.Json.Serialization.JsonStringEnumMemberNameAttribute";

    public static string Of(ISymbol symbol)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass?.ToDisplayString() is Property or EnumMember && attribute.ConstructorArguments is [{ Value: string name }])
                return name;
        }

        return symbol.Name;
    }
}

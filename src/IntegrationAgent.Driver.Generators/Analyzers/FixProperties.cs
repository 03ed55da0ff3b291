using System.Collections.Immutable;

namespace IntegrationAgent.Driver.Generators.Analyzers;

/// <summary>What a rule tells its code fix.</summary>
internal static class FixProperties
{
    public const string Token = nameof(Token);
    public const string Parameter = nameof(Parameter);
    public const string Position = nameof(Position);
    public const string Interface = nameof(Interface);
    public const string Effect = nameof(Effect);
    public const string Credential = nameof(Credential);

    public static ImmutableDictionary<string, string?> Of(params (string Name, string Value)[] properties) =>
        properties.ToImmutableDictionary(property => property.Name, property => (string?)property.Value);
}

namespace IntegrationAgent.Driver.Generators.Emission;

/// <summary>A JSON value that is already written, in its canonical form.</summary>
internal sealed record JsonLiteral(string Text)
{
    public static JsonLiteral Null { get; } = new("null");
}

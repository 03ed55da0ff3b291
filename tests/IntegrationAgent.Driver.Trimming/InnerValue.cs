namespace IntegrationAgent.Driver.Trimming;

/// <summary>An object in an object.</summary>
public sealed class InnerValue
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its colors.</summary>
    public IReadOnlyList<Color> Colors { get; init; } = [];
}

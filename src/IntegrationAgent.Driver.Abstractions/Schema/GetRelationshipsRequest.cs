namespace IntegrationAgent.Driver;

/// <summary>Whose relationships to read.</summary>
public sealed class GetRelationshipsRequest
{
    /// <summary>The object's name.</summary>
    public required string Object { get; init; }
}

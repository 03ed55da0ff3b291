namespace IntegrationAgent.Driver;

/// <summary>Whose fields to read.</summary>
public sealed class GetFieldsRequest
{
    /// <summary>The object's name.</summary>
    public required string Object { get; init; }

    /// <summary>True to ask the system again even where the driver holds a copy.</summary>
    public bool Refresh { get; init; }
}

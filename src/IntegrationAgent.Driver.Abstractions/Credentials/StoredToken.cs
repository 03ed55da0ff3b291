namespace IntegrationAgent.Driver;

/// <summary>A token and the version under which it was written.</summary>
public sealed class StoredToken
{
    /// <summary>The token.</summary>
    public required Secret Value { get; init; }

    /// <summary>Counts up from 1 with each write.</summary>
    public required long Version { get; init; }
}

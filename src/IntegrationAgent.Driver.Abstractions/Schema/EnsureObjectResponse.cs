namespace IntegrationAgent.Driver;

/// <summary>What became of an object that is to exist.</summary>
public sealed class EnsureObjectResponse
{
    /// <summary>True when it was absent and has been created (or would be, in a dry run).</summary>
    public required bool Created { get; init; }

    /// <summary>The object as it is now, or would be.</summary>
    public required ObjectSchema Schema { get; init; }

    /// <summary>The statement that creates it, for people to read; null where the system has no such text.</summary>
    public string? Statement { get; init; }
}

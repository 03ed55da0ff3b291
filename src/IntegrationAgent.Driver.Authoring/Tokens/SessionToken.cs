namespace IntegrationAgent.Driver.Authoring;

/// <summary>A token that opens a system, with what came along with it. Immutable.</summary>
public sealed class SessionToken
{
    /// <summary>What is sent with each call.</summary>
    public required Secret Access { get; init; }

    /// <summary>What buys the next token; null where there is none.</summary>
    public Secret? Refresh { get; init; }

    /// <summary>What else the system said and is not secret, for example an instance's address.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();
}

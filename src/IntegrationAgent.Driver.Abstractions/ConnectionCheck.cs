namespace IntegrationAgent.Driver;

/// <summary>Who a connection is.</summary>
public sealed class ConnectionCheck
{
    /// <summary>The system and installation, for example <c>Salesforce org 00D…</c> or a database's name.</summary>
    public required string System { get; init; }

    /// <summary>The version of the system's interface that is used.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>The user that the system sees.</summary>
    public required string Identity { get; init; }

    /// <summary>The host that is talked to; a file's name for an embedded database.</summary>
    public string Host { get; init; } = "";

    /// <summary>The scopes or roles that were granted.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];
}

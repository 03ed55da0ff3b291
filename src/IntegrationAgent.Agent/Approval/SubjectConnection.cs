namespace IntegrationAgent.Agent.Approval;

/// <summary>A connection as the system sees it.</summary>
public sealed class SubjectConnection
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The driver's id.</summary>
    public required string Driver { get; init; }

    /// <summary>The system and installation.</summary>
    public required string System { get; init; }

    /// <summary>The host.</summary>
    public required string Host { get; init; }

    /// <summary>The user that the system sees.</summary>
    public required string Identity { get; init; }

    /// <summary>The scopes that were granted.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }
}

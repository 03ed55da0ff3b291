namespace IntegrationAgent.Agent.Packages;

/// <summary>A driver package that a feed offers.</summary>
public sealed class DriverSearchResult
{
    /// <summary>The package's id.</summary>
    public required string PackageId { get; init; }

    /// <summary>The highest version that was asked for (stable, or prerelease too).</summary>
    public required string Version { get; init; }

    /// <summary>What its author says about it: third-party text.</summary>
    public required string Description { get; init; }

    /// <summary>The feed that offers it.</summary>
    public required string Feed { get; init; }
}

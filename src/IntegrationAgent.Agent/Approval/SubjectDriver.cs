namespace IntegrationAgent.Agent.Approval;

/// <summary>A driver as it is installed.</summary>
public sealed class SubjectDriver
{
    /// <summary>The driver's id.</summary>
    public required string Id { get; init; }

    /// <summary>The package's version.</summary>
    public required string Version { get; init; }

    /// <summary>The package's SHA-512.</summary>
    public required string PackageSha512 { get; init; }

    /// <summary>The manifest's SHA-256.</summary>
    public required string ManifestSha256 { get; init; }

    /// <summary>Every file with its SHA-256.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }
}

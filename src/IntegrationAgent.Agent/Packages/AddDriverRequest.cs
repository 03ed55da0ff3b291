namespace IntegrationAgent.Agent.Packages;

/// <summary>What to install, from where, and what was accepted for it.</summary>
public sealed class AddDriverRequest
{
    /// <summary>The id of the driver's package, for example <c>IntegrationAgent.Drivers.Salesforce</c>.</summary>
    public required string PackageId { get; init; }

    /// <summary>One version (<c>1.2.0</c>, meaning exactly that) or a NuGet range (<c>[1.0,2.0)</c>, highest wins); null takes the highest stable version, or the highest prerelease where there is no stable one.</summary>
    public string? VersionRange { get; init; }

    /// <summary>Folders and NuGet v3 addresses, in order: the first that knows a package id is the one it comes from.</summary>
    public required IReadOnlyList<string> Feeds { get; init; }

    /// <summary>How signatures are treated.</summary>
    /// <value><see cref="SignaturePolicy.Warn"/></value>
    public SignaturePolicy SignaturePolicy { get; init; }

    /// <summary>Capabilities that a person accepted although the driver does not declare them; see <see cref="CapabilityFinding.Capability"/>.</summary>
    public IReadOnlyList<string> AcceptedCapabilities { get; init; } = [];

    /// <summary>Abilities of the driver (<see cref="DriverManifest.Capabilities"/>) that a person accepted although no passing conformance claim of its author covers them.</summary>
    public IReadOnlyList<string> AcceptedUnproven { get; init; } = [];
}

namespace IntegrationAgent.Agent.Packages.Verification;

/// <summary>What is known about a driver's package without loading anything of it.</summary>
public sealed class PackageVerification
{
    /// <summary>The package's id; the file's name when it cannot be read.</summary>
    public required string PackageId { get; init; }

    /// <summary>The package's version, normalized; empty when it cannot be read.</summary>
    public required string Version { get; init; }

    /// <summary>Every check, in the order in which they ran. After a damaged archive there are no others.</summary>
    public required IReadOnlyList<VerificationCheck> Checks { get; init; }

    /// <summary>What reading the code found, declared or not.</summary>
    public required IReadOnlyList<CapabilityFinding> Capabilities { get; init; }

    /// <summary>True when no check found anything.</summary>
    public bool Ok => Checks.All(check => check.Problems.Count == 0);

    /// <summary>The same with one more check.</summary>
    public PackageVerification With(VerificationCheck check) =>
        new() { PackageId = PackageId, Version = Version, Checks = [.. Checks, check], Capabilities = Capabilities };
}

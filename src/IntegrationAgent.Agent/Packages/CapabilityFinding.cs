namespace IntegrationAgent.Agent.Packages;

/// <summary>One thing that the code of a package can do, found by reading it without loading it.</summary>
public sealed class CapabilityFinding
{
    /// <summary>One of <see cref="DriverCapability"/>.</summary>
    public required string Capability { get; init; }

    /// <summary>The package it was found in.</summary>
    public required string PackageId { get; init; }

    /// <summary>The file it was found in, relative to the installed driver.</summary>
    public required string File { get; init; }

    /// <summary>What was found: types and members referenced, native functions imported; eight at most.</summary>
    public required IReadOnlyList<string> Evidence { get; init; }

    /// <summary>Whether the driver's manifest declares the capability.</summary>
    public bool Declared { get; init; }

    /// <summary>Whether a person accepted it at installation.</summary>
    public bool Accepted { get; init; }
}

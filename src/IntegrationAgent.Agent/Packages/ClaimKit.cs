namespace IntegrationAgent.Agent.Packages;

/// <summary>The conformance kit that a claim names.</summary>
public sealed class ClaimKit
{
    /// <summary>Its version.</summary>
    public string Version { get; set; } = "";

    /// <summary>How many checks it has.</summary>
    public int Checks { get; set; }
}

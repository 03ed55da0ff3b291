namespace IntegrationAgent.Agent.Packages;

/// <summary>What a claim says about one capability.</summary>
public sealed class ClaimCapability
{
    /// <summary>The capability, as the manifest names it.</summary>
    public string Name { get; set; } = "";

    /// <summary>passed, failed, or unchecked.</summary>
    public string Outcome { get; set; } = "";

    /// <summary>The checks that concern it, by name.</summary>
    public IReadOnlyList<string> Checks { get; set; } = [];
}

namespace IntegrationAgent.Agent.Packages;

/// <summary>
/// What the author of a driver claims that the conformance kit found (<c>.intagent/conformance.json</c>, <c>docs/schemas/conformance.schema.json</c>).
/// It is bound to the assembly that is installed; whether the author ran the kit honestly is not known: <c>intagent driver verify --rerun</c> runs it again.
/// </summary>
public sealed class ConformanceClaim
{
    // Setters, not init: the JSON reader would overwrite the defaults of absent init members with null.

    /// <summary>The version of the claim's shape.</summary>
    public string FormatVersion { get; set; } = "";

    /// <summary>The kit that was run.</summary>
    public ClaimKit Kit { get; set; } = new();

    /// <summary>How the whole run ended: passed or failed.</summary>
    public string Outcome { get; set; } = "";

    /// <summary>What it says about each capability.</summary>
    public IReadOnlyList<ClaimCapability> Capabilities { get; set; } = [];

    /// <summary>Every check that was run.</summary>
    public IReadOnlyList<ClaimCheck> Checks { get; set; } = [];

    /// <summary>How many checks ended so: passed, failed or not_applicable.</summary>
    public int Count(string outcome) => Checks.Count(check => check.Outcome == outcome);

    /// <summary>Whether it says of a capability that its checks passed.</summary>
    public bool Proves(string capability) => Capabilities.Any(one => one.Name == capability && one.Outcome == "passed");
}

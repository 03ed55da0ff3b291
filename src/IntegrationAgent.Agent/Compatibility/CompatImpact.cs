namespace IntegrationAgent.Agent.Compatibility;

/// <summary>The least step of a version that a change needs, by Semantic Versioning.</summary>
public enum CompatImpact
{
    /// <summary>Nobody who uses the driver needs to know.</summary>
    Patch = 0,

    /// <summary>Something was added, or is worth knowing; what worked goes on working.</summary>
    Minor = 1,

    /// <summary>What worked before may not work, or does something else.</summary>
    Major = 2,
}

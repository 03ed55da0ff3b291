namespace IntegrationAgent.Driver.Conformance;

/// <summary>What a check needs.</summary>
public enum ConformanceTier
{
    /// <summary>The package alone; nothing of the driver runs.</summary>
    Static = 0,

    /// <summary>The driver and a system on this machine.</summary>
    Hermetic = 1,
}

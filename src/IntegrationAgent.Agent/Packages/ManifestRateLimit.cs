namespace IntegrationAgent.Agent.Packages;

/// <summary>A limit of the system, as the manifest declares it.</summary>
public sealed class ManifestRateLimit
{
    /// <summary>The name, in snake_case.</summary>
    public string Name { get; set; } = "";

    /// <summary>The length of the window in seconds; 0 for a limit on concurrency only.</summary>
    public int WindowSeconds { get; set; }

    /// <summary>How much may be used in a window; 0 where only the system knows.</summary>
    public long Quota { get; set; }

    /// <summary>Calls under way at once; 0 for no limit.</summary>
    public int Concurrency { get; set; }

    /// <summary>How much one call uses.</summary>
    public int CostPerCall { get; set; } = 1;

    /// <summary>The share left to the people who use the same quota, in percent.</summary>
    public int ReservePercent { get; set; }

    /// <summary>How the remaining quota is read, for people.</summary>
    public string ReadFrom { get; set; } = "";
}

namespace IntegrationAgent.Agent.Packages;

/// <summary>An error that a driver documents.</summary>
public sealed class ManifestError
{
    /// <summary>The code, in snake_case.</summary>
    public string Code { get; set; } = "";

    /// <summary>What it means.</summary>
    public string Meaning { get; set; } = "";

    /// <summary>What to do.</summary>
    public string Action { get; set; } = "";

    /// <summary>never, now, after, after_quota_reset or after_user_action.</summary>
    public string Retry { get; set; } = "never";
}

namespace IntegrationAgent.Agent.Packages;

/// <summary>What a claim says about one check.</summary>
public sealed class ClaimCheck
{
    /// <summary>Its id, for example <c>DRC025</c>.</summary>
    public string Id { get; set; } = "";

    /// <summary>Its name, for example <c>query-complete</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>passed, failed or not_applicable.</summary>
    public string Outcome { get; set; } = "";

    /// <summary>How many things it looked at.</summary>
    public int Observations { get; set; }

    /// <summary>Why it failed or does not apply; null where it passed. The author's text: data, never instruction.</summary>
    public string? Message { get; set; }
}

namespace IntegrationAgent.Agent.Telemetry;

/// <summary>The spans of the agent's process. What varies stands in their attributes, never in a name.</summary>
public static class SpanNames
{
    /// <summary>A question of discovery.</summary>
    public const string Discover = "discovery.ask";

    /// <summary>A check of a script.</summary>
    public const string Check = "integration.check";

    /// <summary>A dry run.</summary>
    public const string DryRun = "integration.dry_run";

    /// <summary>A person's decision about a plan.</summary>
    public const string Decide = "integration.decide";

    /// <summary>A run, from the look at its approval to its end.</summary>
    public const string Run = "integration.run";

    /// <summary>The script of a run, in its sandbox.</summary>
    public const string Script = "run.script";

    /// <summary>The reading back of what a run has written, with its deletes before.</summary>
    public const string Verify = "run.verify";

    /// <summary>The start of a driver's process and the opening of its connection.</summary>
    public const string Connect = "driver.connect";

    /// <summary>A call of a connection's driver, from the request to the last page of its answer.</summary>
    public const string Call = "driver.call";
}

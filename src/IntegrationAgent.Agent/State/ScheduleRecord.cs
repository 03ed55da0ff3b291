namespace IntegrationAgent.Agent.State;

/// <summary>When an integration runs by itself.</summary>
public sealed record ScheduleRecord
{
    /// <summary>The integration.</summary>
    public required string Series { get; init; }

    /// <summary>The cron expression: five fields, or six and more with seconds first.</summary>
    public required string Cron { get; init; }

    /// <summary>The IANA id of the time zone that the expression is read in.</summary>
    /// <value>UTC</value>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>What becomes of a slot while the run before it is still going.</summary>
    /// <value><see cref="OverlapRule.Skip"/></value>
    public OverlapRule Overlap { get; init; } = OverlapRule.Skip;

    /// <summary>Since when it holds. Slots before are nobody's.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>The newest slot that was decided about: run, skipped or refused. Null before the first.</summary>
    public DateTimeOffset? Handled { get; init; }
}

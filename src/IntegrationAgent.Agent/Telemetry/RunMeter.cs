using System.Diagnostics;
using IntegrationAgent.Agent.State;

namespace IntegrationAgent.Agent.Telemetry;

/// <summary>Counts what one run does while it runs: only what came since it was last told. Thread-safe.</summary>
internal sealed class RunMeter : IDisposable
{
    private readonly AgentMeters meters;
    private readonly string integration;
    private readonly Lock gate = new();
    private RunCounts told = new();
    private bool ended;

    public RunMeter(AgentMeters meters, string integration)
    {
        this.meters = meters;
        this.integration = integration;
        meters.ActiveRuns.Add(1, Tags);
    }

    private TagList Tags => new() { { AttributeNames.Integration, integration } };

    /// <summary>Tells how far this attempt has come.</summary>
    public void Advance(long read, RunCounts counts)
    {
        if (!meters.Records.Enabled)
            return;
        lock (gate)
        {
            meters.Add(integration, "read", read - told.Read);
            meters.Add(integration, "created", counts.Created - told.Created);
            meters.Add(integration, "updated", counts.Updated - told.Updated);
            meters.Add(integration, "unchanged", counts.Unchanged - told.Unchanged);
            meters.Add(integration, "deleted", counts.Deleted - told.Deleted);
            meters.Add(integration, "quarantined", counts.Quarantined - told.Quarantined);
            // Reports of two threads may overtake each other: what was counted stays counted.
            told = new RunCounts
            {
                Read = Math.Max(told.Read, read),
                Created = Math.Max(told.Created, counts.Created),
                Updated = Math.Max(told.Updated, counts.Updated),
                Unchanged = Math.Max(told.Unchanged, counts.Unchanged),
                Deleted = Math.Max(told.Deleted, counts.Deleted),
                Quarantined = Math.Max(told.Quarantined, counts.Quarantined),
            };
        }
    }

    public void Dispose()
    {
        if (ended)
            return;
        ended = true;
        meters.ActiveRuns.Add(-1, Tags);
    }
}

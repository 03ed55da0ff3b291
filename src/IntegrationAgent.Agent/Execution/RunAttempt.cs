using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.Telemetry;

namespace IntegrationAgent.Agent.Execution;

/// <summary>What is known of a run while it runs.</summary>
internal sealed class RunAttempt(RunRequest request, RunRecord run, long began, TimeProvider timeProvider, IProgress<RunProgress>? progress, RunMeter? meter)
{
    public RunRequest Request { get; } = request;

    public RunRecord Run { get; } = run;

    public long Began { get; } = began;

    public LedgerSession Session { get; set; } = null!;

    public Broker? Broker { get; set; }

    public LedgerSink? Sink { get; set; }

    public string Isolation { get; set; } = "";

    public string Phase { get; set; } = "read";

    public VerificationReport? Verification { get; set; }

    public RunCounts? Counts { get; set; }

    public long DeletedAtSource { get; set; }

    public long DeletedStillInTarget { get; set; }

    public string DeleteRule { get; set; } = "ignore";

    /// <summary>True when every query of the script began at its start: only then can what was read be compared with a plan.</summary>
    public bool IsWhole => Broker!.Sources.All(source => source.Start is { Watermark: null, Feed: null } && source.Start.Pages == 0);

    /// <summary>Tells whoever listens how far the run has come.</summary>
    public void Report()
    {
        Count();
        if (progress is null || Broker is null)
            return;
        var counts = Session.AttemptCounts;
        progress.Report(new RunProgress
        {
            Phase = Phase,
            Read = Broker.RecordsRead,
            Total = Broker.Sources.Sum(source => source.TotalCount),
            Done = counts.Created + counts.Updated + counts.Unchanged + counts.Quarantined,
            Calls = Broker.Calls,
            Elapsed = timeProvider.GetElapsedTime(Began),
        });
    }

    /// <summary>Counts what was done since the last time.</summary>
    public void Count()
    {
        if (Broker is not null)
            meter?.Advance(Broker.RecordsRead, Session.AttemptCounts);
    }

    /// <summary>Calls to each connection, as its driver counts them.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CallsAsync()
    {
        var calls = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, connection) in Request.Connections)
        {
            try
            {
                using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(5), timeProvider);
                calls[name] = (await connection.GetRateLimitAsync(soon.Token).ConfigureAwait(false)).CallsMade;
            }
            catch (Exception exception) when (exception is Driver.DriverException or Wire.WireException or AgentException or OperationCanceledException)
            {
                // A connection that is gone can no longer say.
            }
        }

        return calls;
    }
}

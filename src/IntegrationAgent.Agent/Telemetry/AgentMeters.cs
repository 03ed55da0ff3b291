using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace IntegrationAgent.Agent.Telemetry;

/// <summary>The instruments, with names and units by the conventions of OpenTelemetry.</summary>
internal sealed class AgentMeters(Meter meter)
{
    private static readonly InstrumentAdvice<double> OfRuns = new() { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 600, 1800, 3600] };

    private static readonly InstrumentAdvice<double> OfCalls = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] };

    public Histogram<double> RunDuration { get; } = meter.CreateHistogram("intagent.run.duration", "s", "How long runs took.", null, OfRuns);

    public UpDownCounter<long> ActiveRuns { get; } = meter.CreateUpDownCounter<long>("intagent.run.active", "{run}", "Runs that go on now.");

    public Counter<long> Records { get; } = meter.CreateCounter<long>("intagent.run.records", "{record}", "Records of runs by what became of them, while they run.");

    public Counter<long> VerifiedRecords { get; } = meter.CreateCounter<long>("intagent.run.verified_records", "{record}", "Records that were read back by how they were found.");

    public Histogram<double> CallDuration { get; } = meter.CreateHistogram("intagent.driver.call.duration", "s", "How long calls of drivers took.", null, OfCalls);

    public Counter<long> Requests { get; } = meter.CreateCounter<long>("intagent.driver.requests", "{request}", "Requests to systems, as their drivers count them.");

    public void Add(string integration, string outcome, long records)
    {
        if (records > 0)
            Records.Add(records, new TagList { { AttributeNames.Integration, integration }, { AttributeNames.Outcome, outcome } });
    }

    public void Verified(string integration, string outcome, long records)
    {
        if (records > 0)
            VerifiedRecords.Add(records, new TagList { { AttributeNames.Integration, integration }, { AttributeNames.Outcome, outcome } });
    }
}

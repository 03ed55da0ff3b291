using System.Collections.Concurrent;
using IntegrationAgent.Agent.Faults;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.Execution;

/// <summary>What all writes of one run share: its lease, its ledger, its counts, and what is kept for reading back.</summary>
internal sealed class LedgerSession(IStateStore store, RunLease lease, RunRecord run, TimeProvider timeProvider, IFaultInjector faults, Action? onProgress)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, WrittenSample> samples = new(StringComparer.Ordinal);
    private readonly RunCounts before = run.Counts;
    private RunCounts counts = new();

    public IStateStore Store { get; } = store;

    /// <summary>The lease as the heartbeat last renewed it.</summary>
    public RunLease Lease { get; set; } = lease;

    public TimeProvider Time { get; } = timeProvider;

    public IFaultInjector Faults { get; } = faults;

    public Action? OnProgress { get; } = onProgress;

    /// <summary>What the run has done, its earlier attempts included.</summary>
    public RunCounts Counts => before + AttemptCounts;

    /// <summary>What this attempt has done.</summary>
    public RunCounts AttemptCounts
    {
        get
        {
            lock (gate)
                return counts;
        }
    }

    /// <summary>What the run had done when its present approval was given: the envelope counts from there.</summary>
    public RunCounts ApprovedFrom { get; set; } = new();

    /// <summary>The calls that were approved; null where nothing counts them.</summary>
    public CallBudget? Calls { get; set; }

    /// <summary>Looks again at the schemas that the approval binds; null where nothing is bound.</summary>
    public Func<CancellationToken, Task<IReadOnlyList<string>>>? FindDrift { get; set; }

    /// <summary>What was written, by <c>connection/object</c>.</summary>
    public IReadOnlyDictionary<string, WrittenSample> Samples => samples;

    /// <summary>The write that each query of the script feeds, by the query's step.</summary>
    public ConcurrentDictionary<int, ScriptWriteBody> Targets { get; } = new();

    /// <summary>Refuses more work for a system that has had as many calls as were approved.</summary>
    /// <exception cref="AgentException"><c>E-APR-CALLS</c> (exit 6).</exception>
    public Task RequireCallsAsync(string connection, CancellationToken cancellationToken) =>
        Calls?.RequireAsync(connection, KeepUseAsync, cancellationToken) ?? Task.CompletedTask;

    /// <summary>Refuses to take a refusal for the fault of records when a system is no longer what was approved.</summary>
    /// <exception cref="AgentException"><c>E-RUN-DRIFT</c> (exit 6).</exception>
    public async Task RequireSameSchemasAsync(CancellationToken cancellationToken)
    {
        if (FindDrift is not null && SchemaDrift.Of(await FindDrift(cancellationToken).ConfigureAwait(false)) is { } drift)
            throw drift;
    }

    /// <summary>Keeps how much of the approval is used.</summary>
    public Task KeepUseAsync(IReadOnlyDictionary<string, long> calls, CancellationToken cancellationToken) =>
        Store.Runs.SaveCheckpointAsync(Lease, new EnvelopeUse { Base = ApprovedFrom, Calls = calls }.ToCheckpoint(), Counts, cancellationToken);

    public void Add(RunCounts more)
    {
        lock (gate)
            counts += more;
    }

    /// <summary>The records that were set aside before and that a page of a retry holds, by the page.</summary>
    public Dictionary<WirePage, IReadOnlyList<long>> Retried { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The jobs of targets that were used, by <c>connection.object</c>.</summary>
    public ConcurrentDictionary<string, int> Jobs { get; } = new(StringComparer.Ordinal);

    public void CountJob(string connection, string target) => Jobs.AddOrUpdate($"{connection}.{target}", 1, (_, count) => count + 1);

    public WrittenSample SampleOf(string connection, string target)
    {
        lock (gate)
        {
            var name = $"{connection}/{target}";
            if (!samples.TryGetValue(name, out var sample))
                samples[name] = sample = new WrittenSample(run.Seed);
            return sample;
        }
    }
}

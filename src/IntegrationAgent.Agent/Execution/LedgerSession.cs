using System.Collections.Concurrent;
using IntegrationAgent.Agent.Faults;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.Execution;

/// <summary>What all writes of one run share: its lease, its ledger, its counts, and what is kept for reading back.</summary>
internal sealed class LedgerSession(IStateStore store, RunLease lease, long seed, TimeProvider timeProvider, IFaultInjector faults, Action? onProgress)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, WrittenSample> samples = new(StringComparer.Ordinal);
    private RunCounts counts = new();

    public IStateStore Store { get; } = store;

    /// <summary>The lease as the heartbeat last renewed it.</summary>
    public RunLease Lease { get; set; } = lease;

    public TimeProvider Time { get; } = timeProvider;

    public IFaultInjector Faults { get; } = faults;

    public Action? OnProgress { get; } = onProgress;

    /// <summary>What this attempt has done.</summary>
    public RunCounts Counts
    {
        get
        {
            lock (gate)
                return counts;
        }
    }

    /// <summary>What was written, by <c>connection/object</c>.</summary>
    public IReadOnlyDictionary<string, WrittenSample> Samples => samples;

    /// <summary>The write that each query of the script feeds, by the query's step.</summary>
    public ConcurrentDictionary<int, ScriptWriteBody> Targets { get; } = new();

    public void Add(RunCounts more)
    {
        lock (gate)
            counts += more;
    }

    public WrittenSample SampleOf(string connection, string target)
    {
        lock (gate)
        {
            var name = $"{connection}/{target}";
            if (!samples.TryGetValue(name, out var sample))
                samples[name] = sample = new WrittenSample(seed);
            return sample;
        }
    }
}

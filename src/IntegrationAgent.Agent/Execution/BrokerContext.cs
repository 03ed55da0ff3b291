using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Effects;
using IntegrationAgent.Agent.Faults;

namespace IntegrationAgent.Agent.Execution;

/// <summary>What a broker works with.</summary>
internal sealed class BrokerContext
{
    /// <summary>The open connections by name; a script reaches no other.</summary>
    public required IReadOnlyDictionary<string, IDriverConnection> Connections { get; init; }

    /// <summary>What the script may do.</summary>
    public required PermissionSet Permissions { get; init; }

    /// <summary>Where its writes go; null when it may only read.</summary>
    public IWriteSink? Sink { get; init; }

    /// <summary>Where steps resume within this run.</summary>
    public IReadOnlyDictionary<int, StepPosition> Resume { get; init; } = new Dictionary<int, StepPosition>();

    /// <summary>Where the last run that ended well left each step.</summary>
    public IReadOnlyDictionary<int, StepPosition> Cursors { get; init; } = new Dictionary<int, StepPosition>();

    /// <summary>Refuses more work for a connection that has had as many calls as were approved; null where nothing counts them.</summary>
    public Func<string, CancellationToken, Task>? RequireCalls { get; init; }

    /// <summary>The most records that may be read.</summary>
    public long MaxRows { get; init; } = long.MaxValue;

    /// <summary>The most requests that the script may make.</summary>
    public long MaxRequests { get; init; } = 100_000;

    /// <summary>Told of fault points.</summary>
    public IFaultInjector Faults { get; init; } = NoFaults.Instance;

    /// <summary>Told of pages as they are read.</summary>
    public Action? OnProgress { get; init; }
}

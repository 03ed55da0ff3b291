namespace IntegrationAgent.Agent.State;

/// <summary>The schedules of integrations. Thread-safe; several workers share them.</summary>
public interface IScheduleStore
{
    /// <summary>Sets the schedule of an integration in place of the one it has.</summary>
    Task<ScheduleRecord> SetAsync(ScheduleRecord schedule, string actor, CancellationToken cancellationToken);

    /// <summary>Ends a schedule. False when there is none.</summary>
    Task<bool> RemoveAsync(string series, string actor, CancellationToken cancellationToken);

    /// <summary>All of them, by integration.</summary>
    Task<IReadOnlyList<ScheduleRecord>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Notes that a slot was decided about, so that no worker looks at it again; <paramref name="without"/> says why it has no run, null when it has one.</summary>
    Task HandledAsync(string series, DateTimeOffset slot, string? without, CancellationToken cancellationToken);
}

namespace IntegrationAgent.Agent.State;

/// <summary>Where a run stands.</summary>
public enum RunState
{
    /// <summary>Written; nobody has claimed it.</summary>
    Created = 0,

    /// <summary>Claimed. When its lease has passed, its process is presumed dead and another may claim it.</summary>
    Running = 1,

    /// <summary>Everything read, written and verified.</summary>
    Succeeded = 2,

    /// <summary>Everything proceeded but for records in quarantine.</summary>
    CompletedWithErrors = 3,

    /// <summary>Stopped before its end with its checkpoint kept; it can be resumed.</summary>
    Incomplete = 4,

    /// <summary>Nothing, or far less than planned, was there; not called a success.</summary>
    Anomaly = 5,

    /// <summary>An effect is in doubt and can be neither probed nor repeated, or a credential or an approval is needed; a person decides, then it can be resumed.</summary>
    NeedsHuman = 6,

    /// <summary>Ended by an error that resuming does not heal.</summary>
    Failed = 7,

    /// <summary>Ended by a person.</summary>
    Cancelled = 8,
}

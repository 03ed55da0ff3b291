namespace IntegrationAgent.Agent.Scheduling;

/// <summary>What a worker did about a slot.</summary>
public enum WorkEventKind
{
    /// <summary>A run begins.</summary>
    Started,

    /// <summary>A run ended well.</summary>
    Succeeded,

    /// <summary>A run ended otherwise; what it had done is kept.</summary>
    Stopped,

    /// <summary>The slot has no run, because the one before it is still going.</summary>
    Skipped,

    /// <summary>The slot has no run, because nothing allows it or it cannot begin.</summary>
    Refused,

    /// <summary>It could not begin, and will be tried again.</summary>
    Postponed,

    /// <summary>The store does not answer; it is asked again.</summary>
    Waiting,
}

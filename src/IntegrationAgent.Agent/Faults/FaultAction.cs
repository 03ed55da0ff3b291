namespace IntegrationAgent.Agent.Faults;

/// <summary>What an armed fault point does to its process.</summary>
public enum FaultAction
{
    /// <summary>SIGKILL: no handler runs, no buffer is flushed.</summary>
    Kill = 0,

    /// <summary>SIGSTOP: the process freezes until somebody sends SIGCONT.</summary>
    Stop = 1,

    /// <summary>A <see cref="FaultInjectedException"/> is thrown.</summary>
    Throw = 2,
}

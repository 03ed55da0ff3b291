namespace IntegrationAgent.Agent.Sandboxing;

/// <summary>Why a sandboxed process ended.</summary>
public enum SandboxEnd
{
    /// <summary>By itself, with a status of its own.</summary>
    Exited = 0,

    /// <summary>The agent asked for it.</summary>
    Killed = 1,

    /// <summary>It could not be put into its jail, and refused to run.</summary>
    Unavailable = 2,

    /// <summary>It crashed, or the kernel ended it.</summary>
    Crashed = 3,

    /// <summary>Out of time on the clock.</summary>
    WallTime = 4,

    /// <summary>Out of processor time.</summary>
    CpuTime = 5,

    /// <summary>Too much memory.</summary>
    Memory = 6,

    /// <summary>Too many threads.</summary>
    Threads = 7,

    /// <summary>Too much written to standard error.</summary>
    Output = 8,

    /// <summary>Too much kept in its private folder.</summary>
    Files = 9,
}

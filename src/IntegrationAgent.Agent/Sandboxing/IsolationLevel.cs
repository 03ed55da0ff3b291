namespace IntegrationAgent.Agent.Sandboxing;

/// <summary>What stands between a host process and the machine; part of every run's record and of what an approver sees.</summary>
public enum IsolationLevel
{
    /// <summary>Nothing. Development only, and only when asked for by name.</summary>
    Unisolated = 0,

    /// <summary>The host's own jail: Landlock, seccomp, resource limits.</summary>
    Jail = 1,

    /// <summary>The jail, and namespaces of its own around it.</summary>
    JailInNamespaces = 2,

    /// <summary>The jail, on another machine.</summary>
    Remote = 3,
}

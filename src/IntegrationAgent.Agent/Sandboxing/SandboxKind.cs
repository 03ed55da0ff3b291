namespace IntegrationAgent.Agent.Sandboxing;

/// <summary>Which of the two hosts is started.</summary>
public enum SandboxKind
{
    /// <summary>One run of a script: no network, no files.</summary>
    Script = 0,

    /// <summary>One connection's driver: TCP, and the files its connection declares.</summary>
    Driver = 1,
}

namespace IntegrationAgent.Jail;

/// <summary>How much of the jail the kernel could give.</summary>
public enum JailLevel
{
    /// <summary>No jail: asked for by name, for development only.</summary>
    None = 0,

    /// <summary>Files by Landlock, system calls by seccomp, resource limits. Landlock ABI 1 to 3.</summary>
    Files = 1,

    /// <summary>Also TCP bind and connect by Landlock. ABI 4 and 5.</summary>
    Network = 2,

    /// <summary>Also signals and abstract sockets by Landlock. ABI 6 and later.</summary>
    Full = 3,
}

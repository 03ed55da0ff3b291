namespace IntegrationAgent.Jail;

/// <summary>What a host knows about its own jail, after it has tried to break it.</summary>
public sealed class JailReport
{
    /// <summary>How much of the jail the kernel could give.</summary>
    public required JailLevel Level { get; init; }

    /// <summary>The name of <see cref="Level"/>, as it stands in a run's record.</summary>
    public string LevelName => Level switch
    {
        JailLevel.None => nameof(JailLevel.None),
        JailLevel.Files => nameof(JailLevel.Files),
        JailLevel.Network => nameof(JailLevel.Network),
        _ => nameof(JailLevel.Full),
    };

    /// <summary>The Landlock version of the kernel; 0 without a jail.</summary>
    public required int LandlockAbi { get; init; }

    /// <summary>Whether a seccomp filter is in force.</summary>
    public required bool Seccomp { get; init; }

    /// <summary>What was tried, each denied. Empty without a jail.</summary>
    public required IReadOnlyList<JailCheck> Checks { get; init; }
}

using IntegrationAgent.Agent.DriverHosts;

namespace IntegrationAgent.Agent.Compatibility;

/// <summary>Which two versions are compared.</summary>
public sealed class CompatRequest
{
    /// <summary>The version that is in use: a package file, an assembly file, or <c>id@version</c>.</summary>
    public required string Old { get; init; }

    /// <summary>The version that would replace it, named in the same ways.</summary>
    public required string New { get; init; }

    /// <summary>Where <c>id@version</c> is looked for; folders are absolute.</summary>
    /// <value>Default: nowhere.</value>
    public IReadOnlyList<string> Feeds { get; init; } = [];

    /// <summary>What file names are relative to.</summary>
    public required string BaseFolder { get; init; }

    /// <summary>How long a feed may take for one answer.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan FeedTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gives what starts the jailed processes in which recorded exchanges are replayed, asked only where there are some; null leaves that part out, and the report says so.</summary>
    /// <value>Default: null.</value>
    public Func<CancellationToken, Task<DriverHostLauncher>>? Launcher { get; init; }
}

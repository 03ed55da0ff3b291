namespace IntegrationAgent.Agent.Packages.Verification;

/// <summary>Which package is verified.</summary>
public sealed class VerifyPackageRequest
{
    /// <summary>The package's file.</summary>
    public required string PackageFile { get; init; }

    /// <summary>Feeds in which the packages that it needs are looked for; without one, only what the package itself names is known.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<string> Feeds { get; init; } = [];

    /// <summary>How long a feed may take for one answer.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan FeedTimeout { get; init; } = TimeSpan.FromSeconds(30);
}

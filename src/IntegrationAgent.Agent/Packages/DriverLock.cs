namespace IntegrationAgent.Agent.Packages;

/// <summary>The content of <c>drivers.lock.json</c>.</summary>
internal sealed record DriverLock
{
    /// <summary>The format that this program writes.</summary>
    public const int CurrentVersion = 1;

    public int LockVersion { get; init; } = CurrentVersion;

    public IReadOnlyList<LockedDriver> Drivers { get; init; } = [];
}

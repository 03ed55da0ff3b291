namespace IntegrationAgent.Agent.Packages;

/// <summary>The content of <c>drivers.lock.json</c>.</summary>
internal sealed record DriverLock
{
    /// <summary>The format that this program writes.</summary>
    public const int CurrentVersion = 1;

    public int LockVersion { get; set; } = CurrentVersion;

    public IReadOnlyList<LockedDriver> Drivers { get; set; } = [];
}

namespace IntegrationAgent.Agent.Packages;

/// <summary>Where drivers are installed.</summary>
public sealed class DriverStoreOptions
{
    /// <summary>The workspace: the folder of <c>drivers.lock.json</c>.</summary>
    public required string Workspace { get; init; }

    /// <summary>The folder of the files, which several workspaces may share: what one removes stays for the others.</summary>
    /// <value>null: <c>.intagent/store</c> in the workspace, of this workspace alone.</value>
    public string? StoreFolder { get; init; }

    /// <summary>How long a feed may take for one answer.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan FeedTimeout { get; init; } = TimeSpan.FromSeconds(30);
}

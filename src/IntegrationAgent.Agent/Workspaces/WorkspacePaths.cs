namespace IntegrationAgent.Agent.Workspaces;

/// <summary>Where a workspace keeps what. All absolute.</summary>
public sealed class WorkspacePaths
{
    /// <summary>The paths of the workspace in <paramref name="root"/>; nothing is read.</summary>
    public WorkspacePaths(string root)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
    }

    /// <summary>The workspace's folder.</summary>
    public string Root { get; }

    /// <summary>The configuration.</summary>
    public string Configuration => Path.Combine(Root, "intagent.json");

    /// <summary>The connections.</summary>
    public string Connections => Path.Combine(Root, "connections.json");

    /// <summary>The drivers that were installed, by hash.</summary>
    public string DriversLock => Path.Combine(Root, "drivers.lock.json");

    /// <summary>The secrets; mode 0600; may be missing.</summary>
    public string DotEnv => Path.Combine(Root, ".env");

    /// <summary>What a <c>.env</c> should hold.</summary>
    public string DotEnvExample => Path.Combine(Root, ".env.example");

    /// <summary>What version control leaves out.</summary>
    public string GitIgnore => Path.Combine(Root, ".gitignore");

    /// <summary>One folder for each integration.</summary>
    public string Integrations => Path.Combine(Root, "integrations");

    /// <summary>What the program keeps for itself; mode 0700.</summary>
    public string Private => Path.Combine(Root, ".intagent");

    /// <summary>The state store.</summary>
    public string StateDatabase => Path.Combine(Private, "state.db");

    /// <summary>The workspace's key; mode 0600.</summary>
    public string Key => Path.Combine(Private, "key");

    /// <summary>The audit's signing key; mode 0600.</summary>
    public string AuditKey => Path.Combine(Private, "audit.key");

    /// <summary>The audit's folder: public key and, unless configured elsewhere, checkpoints.</summary>
    public string Audit => Path.Combine(Private, "audit");

    /// <summary>The content-addressed store of driver files.</summary>
    public string PackageStore => Path.Combine(Private, "store");

    /// <summary>The paths of an integration.</summary>
    /// <exception cref="AgentException"><c>E-WSP-INTEGRATION-NAME</c>.</exception>
    public IntegrationPaths Integration(string name) => new(this, name);
}

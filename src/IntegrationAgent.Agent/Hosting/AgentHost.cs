using System.Collections.Concurrent;
using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Connections;
using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Agent.Sandboxing;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.Telemetry;
using IntegrationAgent.Agent.Workspaces;

namespace IntegrationAgent.Agent.Hosting;

/// <summary>
/// An opened workspace with everything that works on it: its state, its drivers, its connections and its sandbox. Thread-safe; disposing it ends every process
/// that it started.
/// </summary>
public sealed partial class AgentHost : IAsyncDisposable
{
    private readonly AgentHostOptions options;
    private readonly ConcurrentDictionary<string, Lazy<Task<IDriverConnection>>> connections = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly byte[] tokenKey;
    private ISandbox? sandbox;
    private SandboxPool? pool;

    private AgentHost(Workspace workspace, IStateStore store, AgentHostOptions options)
    {
        Workspace = workspace;
        Store = store;
        this.options = options;
        Telemetry = options.Telemetry ?? new AgentTelemetry(options.Scrubber);
        Secrets = workspace.Secrets(options.Scrubber, options.Environment);
        Drivers = new DriverStore(new DriverStoreOptions { Workspace = workspace.Paths.Root, StoreFolder = workspace.Paths.PackageStore });
        var key = WorkspaceKey.Load(workspace.Paths.Key, mayCreate: true);
        tokenKey = key.Derive("tokens");
        CheckKey = key.Derive("checks");
        Limits = new SandboxLimits
        {
            MemoryBytes = (long)workspace.Configuration.Sandbox.MemoryMegabytes << 20,
            CpuTime = TimeSpan.FromSeconds(workspace.Configuration.Sandbox.CpuSeconds),
            WallTime = TimeSpan.FromSeconds(workspace.Configuration.Policy.Caps.MaxSeconds),
        };
    }

    /// <summary>The workspace.</summary>
    public Workspace Workspace { get; }

    /// <summary>Its state.</summary>
    public IStateStore Store { get; }

    /// <summary>Its drivers.</summary>
    public DriverStore Drivers { get; }

    /// <summary>Its credentials.</summary>
    public SecretSource Secrets { get; }

    /// <summary>What a script's process may use.</summary>
    public SandboxLimits Limits { get; }

    /// <summary>What the host was opened with.</summary>
    public AgentHostOptions Options => options;

    /// <summary>What is told of everything that happens here.</summary>
    internal AgentTelemetry Telemetry { get; }

    /// <summary>The connections that are defined.</summary>
    public ConnectionStore Connections => Workspace.Connections(options.Scrubber);

    /// <summary>Opens a workspace: its state is created or migrated, and what an earlier process left open in the audit is closed.</summary>
    /// <exception cref="AgentException"><c>E-WSP-…</c>, <c>E-STA-…</c>, <c>E-AUD-…</c>, <c>E-SEC-…</c>.</exception>
    public static async Task<AgentHost> OpenAsync(Workspace workspace, AgentHostOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(options);
        var store = await workspace.OpenStateAsync(new StateOptions { Scrubber = options.Scrubber, Time = options.Time, Faults = options.Faults }, cancellationToken).ConfigureAwait(false);
        try
        {
            await store.Audit.ReconcileAsync(cancellationToken).ConfigureAwait(false);
            await PolicyWatch.RecordAsync(store, workspace.Configuration.Policy, cancellationToken).ConfigureAwait(false);
            return new AgentHost(workspace, store, options);
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The sandbox that everything foreign runs in.</summary>
    /// <exception cref="AgentException"><c>E-SBX-UNAVAILABLE</c> (exit 5).</exception>
    public async Task<ISandbox> SandboxAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return sandbox ??= await new SandboxSelector().SelectAsync(options.Sandbox ?? Workspace.Configuration.Sandbox.Kind, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>What kept checks are sealed with.</summary>
    internal byte[] CheckKey { get; }

    /// <summary>Starts to warm a script host, so that the first one is ready sooner. From then on one is kept ready; without it none is started that nobody takes.</summary>
    public Task WarmAsync(CancellationToken cancellationToken) => PoolAsync(refill: true, cancellationToken);

    /// <summary>Starts the one script host that is taken next, if none was started.</summary>
    internal Task PrepareScriptHostAsync(CancellationToken cancellationToken) => PoolAsync(refill: false, cancellationToken);

    private async Task PoolAsync(bool refill, CancellationToken cancellationToken)
    {
        var chosen = await SandboxAsync(cancellationToken).ConfigureAwait(false);
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            pool ??= new SandboxPool(chosen, new SandboxRequest { HostAssemblyPath = ScriptHostPath, Kind = SandboxKind.Script, Limits = Limits }, refill: refill);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>A script host that nobody has used; the taker owns it.</summary>
    public async Task<SandboxProcess> TakeScriptHostAsync(CancellationToken cancellationToken)
    {
        await PrepareScriptHostAsync(cancellationToken).ConfigureAwait(false);
        return await pool!.TakeAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>An open connection; opened once and shared. The host owns it.</summary>
    /// <exception cref="AgentException"><c>E-CON-…</c>, <c>E-SEC-MISSING</c> (exit 3), <c>E-PKG-…</c>.</exception>
    public async Task<IDriverConnection> ConnectAsync(string name, CancellationToken cancellationToken)
    {
        var opening = connections.GetOrAdd(name, key => new Lazy<Task<IDriverConnection>>(() => OpenAsync(key, cancellationToken)));
        try
        {
            return await opening.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            connections.TryRemove(new KeyValuePair<string, Lazy<Task<IDriverConnection>>>(name, opening));
            throw;
        }
    }

    /// <summary>Defines or changes a connection, and records it. The settings' names are recorded, not their values.</summary>
    /// <exception cref="AgentException"><c>E-CON-…</c>: the definition is refused; <c>E-AUD-WRITE</c>.</exception>
    public async Task SaveConnectionAsync(ConnectionDefinition definition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        Connections.Save(definition);
        await Store.Audit.AppendAsync(
            new AuditEvent
            {
                Type = AuditEventTypes.ConnectionChanged,
                Actor = "user",
                Subject = definition.Name,
                Data = new Dictionary<string, string> { ["driver"] = definition.DriverId, ["settings"] = string.Join(' ', definition.Settings.Keys) },
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes a connection, so that the next use opens it anew.</summary>
    public async Task DisconnectAsync(string name)
    {
        if (connections.TryRemove(name, out var opening) && opening.IsValueCreated && opening.Value.IsCompletedSuccessfully)
            await (await opening.Value.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var name in connections.Keys)
            await DisconnectAsync(name).ConfigureAwait(false);
        if (pool is not null)
            await pool.DisposeAsync().ConfigureAwait(false);
        await Store.DisposeAsync().ConfigureAwait(false);
        gate.Dispose();
    }

    /// <summary>The script host's assembly.</summary>
    internal string ScriptHostPath => HostPath("script", "IntegrationAgent.ScriptHost.dll");

    private string HostPath(string folder, string assembly) =>
        Path.Combine(options.HostsFolder ?? Path.Combine(AppContext.BaseDirectory, "hosts"), folder, assembly);

    private async Task<IDriverConnection> OpenAsync(string name, CancellationToken cancellationToken)
    {
        var definition = Connections.Require(name);
        var driver = Drivers.Get(definition.DriverId);
        await driver.VerifyFilesAsync(cancellationToken).ConfigureAwait(false);
        var launcher = new DriverHostLauncher(await SandboxAsync(cancellationToken).ConfigureAwait(false), HostPath("driver", "IntegrationAgent.DriverHost.dll"));
        return await DriverConnection.OpenAsync(
            new DriverConnectionOptions
            {
                Connection = definition,
                Driver = HostedDriver.From(driver),
                Secrets = Secrets,
                Tokens = Tokens(name),
                Launcher = launcher,
                BaseFolder = Workspace.Paths.Root,
                SecretUsed = async (secret, token) => await Store.Audit.AppendAsync(
                    new AuditEvent { Type = AuditEventTypes.SecretUsed, Subject = name, Data = new Dictionary<string, string> { ["name"] = secret } }, token).ConfigureAwait(false),
                TimeProvider = options.Time,
                Telemetry = Telemetry,
            },
            cancellationToken).ConfigureAwait(false);
    }
}

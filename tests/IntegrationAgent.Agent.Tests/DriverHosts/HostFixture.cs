using IntegrationAgent.Agent.Connections;
using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Agent.Sandboxing;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Driver;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Agent.Tests.DriverHosts;

/// <summary>A workspace folder, drivers, and connections whose driver runs in a real, jailed process.</summary>
public abstract class HostFixture : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("driver-hosts-");

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected string Workspace => Directory.CreateDirectory(Path.Combine(root.FullName, "workspace")).FullName;

    protected string Store => Path.Combine(root.FullName, "store");

    protected Dictionary<string, string> Variables { get; } = [];

    protected MemoryTokens Tokens { get; } = new();

    protected List<string> SecretsUsed { get; } = [];

    protected RecordingLog Log { get; } = new();

    protected async Task<HostedDriver> SqliteAsync()
    {
        var feed = Path.Combine(RepositoryRoot.Path, "artifacts", "feed");
        var store = new DriverStore(new DriverStoreOptions { Workspace = Workspace, StoreFolder = Store });
        var installed = await store.AddAsync(
            new AddDriverRequest { PackageId = "IntegrationAgent.Drivers.Sqlite", VersionRange = LocalFeed.Open(feed).Version, Feeds = [feed] }, Token);
        return HostedDriver.From(installed);
    }

    protected Task<DriverConnection> OpenAsync(HostedDriver driver, params (string Name, string Value)[] settings) => OpenAsync(driver, TimeSpan.FromSeconds(60), settings);

    protected Task<DriverConnection> OpenAsync(HostedDriver driver, TimeSpan timeout, params (string Name, string Value)[] settings) => DriverConnection.OpenAsync(
        new DriverConnectionOptions
        {
            Connection = new ConnectionDefinition { Name = "crm", DriverId = driver.DriverId, Settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value) },
            Driver = driver,
            Secrets = new SecretSource(Variables.GetValueOrDefault, new DotEnvFile(Path.Combine(Workspace, ".env")), new SecretScrubber()),
            Tokens = Tokens,
            Launcher = new DriverHostLauncher(new JailSandbox()),
            BaseFolder = Workspace,
            Log = Log,
            SecretUsed = (name, _) =>
            {
                lock (SecretsUsed)
                    SecretsUsed.Add(name);
                return ValueTask.CompletedTask;
            },
            OpenTimeout = timeout,
        },
        Token);

    public void Dispose()
    {
        foreach (var file in root.EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
        {
            if (!OperatingSystem.IsWindows())
                file.UnixFileMode |= UnixFileMode.UserWrite | (file is DirectoryInfo ? UnixFileMode.UserExecute : 0);
        }

        root.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    protected sealed class MemoryTokens : ITokenStore
    {
        private readonly Dictionary<string, StoredToken> tokens = [];

        public ValueTask<StoredToken?> GetAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult(tokens.GetValueOrDefault(name));

        public ValueTask<bool> CompareAndSwapAsync(string name, long expectedVersion, Secret value, CancellationToken cancellationToken)
        {
            if ((tokens.GetValueOrDefault(name)?.Version ?? 0) != expectedVersion)
                return ValueTask.FromResult(false);
            tokens[name] = new StoredToken { Value = value, Version = expectedVersion + 1 };
            return ValueTask.FromResult(true);
        }
    }

    protected sealed class RecordingLog : IDriverLog
    {
        private readonly TaskCompletionSource<string> first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> First => first.Task;

        public void Write(DriverLogLevel level, string eventName, string message)
        {
            first.TrySetResult($"{level} {eventName} {message.Length}");
        }
    }
}

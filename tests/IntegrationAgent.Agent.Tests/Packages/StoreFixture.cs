using IntegrationAgent.Agent.Packages;

namespace IntegrationAgent.Agent.Tests.Packages;

/// <summary>A feed folder and a workspace of its own for each test.</summary>
public abstract class StoreFixture : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("intagent-packages-").FullName;

    protected StoreFixture()
    {
        Feed = Directory.CreateDirectory(Path.Combine(_root, "feed")).FullName;
        Workspace = Directory.CreateDirectory(Path.Combine(_root, "workspace")).FullName;
        Store = new DriverStore(new DriverStoreOptions { Workspace = Workspace, FeedTimeout = TimeSpan.FromSeconds(5) });
    }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected string Root => _root;

    protected string Feed { get; }

    protected string Workspace { get; }

    protected DriverStore Store { get; }

    protected string StorePath => Path.Combine(Workspace, ".intagent", "store");

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => StoreFolder.Delete(_root);

    protected Task<InstalledDriver> AddAsync(
        string id = "Acme.Drivers.Widgets",
        string? version = null,
        SignaturePolicy signatures = SignaturePolicy.Warn,
        string[]? accepted = null,
        string[]? unproven = null,
        params string[] feeds) =>
        Store.AddAsync(
            new AddDriverRequest
            {
                PackageId = id,
                VersionRange = version,
                Feeds = feeds.Length == 0 ? [Feed] : feeds,
                SignaturePolicy = signatures,
                AcceptedCapabilities = accepted ?? [],
                AcceptedUnproven = unproven ?? [],
            },
            Cancel);

    protected async Task<AgentException> RefusedAsync(
        string code,
        string id = "Acme.Drivers.Widgets",
        string? version = null,
        SignaturePolicy signatures = SignaturePolicy.Warn,
        params string[] feeds)
    {
        var refusal = await Assert.ThrowsAsync<AgentException>(() => AddAsync(id, version, signatures, feeds: feeds));
        Assert.Equal(code, refusal.Code);
        Assert.NotEqual("", refusal.NextAction);
        Assert.Empty(Store.List());
        Assert.Empty(InstalledFolders());
        return refusal;
    }

    protected IReadOnlyList<string> InstalledFolders() =>
        Directory.Exists(StorePath) ? [.. Directory.EnumerateDirectories(StorePath).Select(folder => Path.GetFileName(folder))] : [];

    protected static void MakeWritable(string path)
    {
        if (OperatingSystem.IsWindows())
            File.SetAttributes(path, FileAttributes.Normal);
        else
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserWrite);
    }

    protected static void Tamper(string path)
    {
        MakeWritable(path);
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}

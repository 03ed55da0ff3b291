using System.Collections.Concurrent;
using System.Text.Json;
using IntegrationAgent.Testing;

[assembly: AssemblyFixture(typeof(IntegrationAgent.Templates.Tests.TemplateWorld))]

namespace IntegrationAgent.Templates.Tests;

/// <summary>
/// A folder in which the template of the just-built feed is installed, every legal combination is made and all are built in one solution: with a hive and a package
/// cache of its own, from the feed and the packages that this repository itself was restored with, and from nowhere else.
/// </summary>
public sealed class TemplateWorld : IAsyncLifetime
{
    private const int Lanes = 2;

    private readonly SemaphoreSlim one = new(1);
    private readonly ConcurrentDictionary<Combination, Lazy<Task<Output>>> kits = new();
    private readonly ConcurrentDictionary<Combination, Lazy<Task<string>>> packed = new();

    public static string Feed { get; } = Path.Combine(RepositoryRoot.Path, "artifacts", "feed");

    public static string Version { get; } = JsonDocument.Parse(File.ReadAllText(Path.Combine(Feed, "feed.json"))).RootElement.GetProperty("version").GetString()!;

    public string Root { get; } = Directory.CreateTempSubdirectory("intagent-templates-").FullName;

    /// <summary>What the build of all of them said.</summary>
    internal Output Build { get; private set; } = new(-1, "");

    internal IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string> { ["NUGET_PACKAGES"] = Path.Combine(Root, "packages") };

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(Root, "NuGet.config"), Sources());
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(MakeAsync));
        await File.WriteAllTextAsync(Path.Combine(Root, "all.slnx"), Solution());
        Build = await Tool.DotnetAsync(Root, ["build", "all.slnx", "-v", "q", "-warnaserror"], Variables);
    }

    public ValueTask DisposeAsync()
    {
        Delete(Root);
        one.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Deletes a folder with workspaces in it: their stores are read-only on purpose.</summary>
    internal static void Delete(string root)
    {
        foreach (var folder in Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories))
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Directory.Delete(root, recursive: true);
    }

    /// <summary>Fails in a few words: what is wrong with the build is said once, by its own test.</summary>
    internal void RequireBuilt() => Assert.True(Build.ExitCode == 0, "The made projects do not build: see Every_legal_combination_builds_without_a_warning.");

    internal string FolderOf(Combination one) => Path.Combine(Root, one.Project);

    /// <summary>Makes a project, as <c>dotnet new intagent-driver</c> does for a user. One at a time.</summary>
    internal async Task<Output> NewAsync(string name, string folder, params string[] options)
    {
        await one.WaitAsync();
        try
        {
            return await NewAsync(0, name, folder, options);
        }
        finally
        {
            one.Release();
        }
    }

    private Task<Output> NewAsync(int lane, string name, string folder, params string[] options) =>
        Tool.DotnetAsync(Root, ["new", "intagent-driver", "-n", name, "-o", folder, .. options, .. Hive(lane)]);

    /// <summary>Makes every second combination. A hive is no place for two at a time: the template engine rewrites its list while it reads it.</summary>
    private async Task MakeAsync(int lane)
    {
        (await Tool.DotnetAsync(Root, ["new", "install", Path.Combine(Feed, $"IntegrationAgent.Templates.{Version}.nupkg"), .. Hive(lane)])).Expect(0);
        for (var i = lane; i < Combination.All.Count; i += Lanes)
        {
            var one = Combination.All[i];
            (await NewAsync(lane, one.Project, one.Project, "--kind", one.Kind, "--auth", one.Auth, "--access", one.Access)).Expect(0);
        }
    }

    /// <summary>The whole conformance kit on a combination: run once, whoever asks.</summary>
    internal Task<Output> KitAsync(Combination combination) => kits.GetOrAdd(combination, key => new Lazy<Task<Output>>(() => TestAsync(key, update: false))).Value;

    /// <summary>The folder with the package of a combination that has passed the kit: packed once, whoever asks.</summary>
    internal Task<string> PackAsync(Combination combination) => packed.GetOrAdd(combination, key => new Lazy<Task<string>>(async () =>
    {
        (await KitAsync(key)).Expect(0);
        var feed = Path.Combine(Root, $"feed-{key}");
        (await Tool.DotnetAsync(FolderOf(key), ["pack", Path.Combine("src", key.Project), "--no-build", "--configuration", "Debug", "--output", feed, "-v", "q"], Variables)).Expect(0);
        return feed;
    })).Value;

    /// <summary>Runs a built conformance project.</summary>
    internal Task<Output> TestAsync(Combination one, bool update, params string[] options)
    {
        var program = Path.Combine(FolderOf(one), "tests", $"{one.Project}.Conformance", "bin", "Debug", "net10.0", $"{one.Project}.Conformance.dll");
        return Tool.DotnetAsync(FolderOf(one), ["exec", program, .. options, "-noColor"], update ? new Dictionary<string, string> { ["UPDATE_APPROVED"] = "1", ["UPDATE_BASELINE"] = "1" } : null);
    }

    private string[] Hive(int lane) => ["--debug:custom-hive", Path.Combine(Root, $"hive{lane}")];

    /// <summary>Our own packages come from the feed only, all others from the folder that this repository was restored from: nothing comes over the network.</summary>
    private static string Sources()
    {
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set ? set : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="feed" value="{Feed}" />
                <add key="cache" value="{cache}" />
              </packageSources>
              <packageSourceMapping>
                <packageSource key="feed"><package pattern="IntegrationAgent.*" /></packageSource>
                <packageSource key="cache"><package pattern="*" /></packageSource>
              </packageSourceMapping>
            </configuration>
            """;
    }

    private static string Solution() =>
        $"<Solution>{string.Concat(Combination.All.SelectMany(one => new[] { $"src/{one.Project}/{one.Project}", $"samples/{one.Project}.Sample/{one.Project}.Sample", $"tests/{one.Project}.Conformance/{one.Project}.Conformance" }.Select(path => $"<Project Path=\"{one.Project}/{path}.csproj\" />")))}</Solution>";
}

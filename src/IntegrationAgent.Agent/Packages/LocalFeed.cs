using System.Text.Json;

namespace IntegrationAgent.Agent.Packages;

/// <summary>The folder of packages that a build of this checkout made, with the version that it made last.</summary>
public sealed class LocalFeed
{
    private LocalFeed(string folder, FeedDescription description)
    {
        Folder = folder;
        Version = description.Version;
        Packages = description.Packages;
    }

    /// <summary>The folder, absolute.</summary>
    public string Folder { get; }

    /// <summary>The version of every package that the build made, for example <c>1.0.0-dev.h2f…</c>.</summary>
    public string Version { get; }

    /// <summary>The ids of those packages.</summary>
    public IReadOnlyList<string> Packages { get; }

    /// <summary>Looks for <c>feed/</c> beside the program, then for <c>artifacts/feed/</c> in the folders above it.</summary>
    /// <param name="start">The folder to begin at; null for the program's own.</param>
    /// <exception cref="AgentException">E-PKG-FEED: there is none, or it cannot be read.</exception>
    public static LocalFeed Find(string? start = null)
    {
        var beside = Path.Combine(start ?? AppContext.BaseDirectory, "feed");
        if (File.Exists(Path.Combine(beside, "feed.json")))
            return Open(beside);

        for (var folder = new DirectoryInfo(start ?? AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "artifacts", "feed");
            if (File.Exists(Path.Combine(candidate, "feed.json")))
                return Open(candidate);
        }

        throw PackageErrors.FeedUnreachable("artifacts/feed", "no build has made it; run `dotnet build src/IntegrationAgent.Cli`.");
    }

    /// <summary>Opens a folder that holds a <c>feed.json</c>.</summary>
    /// <exception cref="AgentException">E-PKG-FEED: it cannot be read.</exception>
    public static LocalFeed Open(string folder)
    {
        try
        {
            var description = JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, "feed.json")), PackagesJson.Default.FeedDescription)
                ?? throw PackageErrors.FeedUnreachable(folder, "its feed.json is empty.");
            return new LocalFeed(Path.GetFullPath(folder), description);
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            throw PackageErrors.FeedUnreachable(folder, e.Message, e);
        }
    }
}

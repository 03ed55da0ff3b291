using System.Text.Json;

namespace IntegrationAgent.FeedTool;

/// <summary>The third-party packages that a restored project stands on.</summary>
internal static class Closure
{
    /// <summary>The package files of every library in the given assets files, each once.</summary>
    public static IReadOnlyList<string> Find(IEnumerable<string> assetsFiles)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var assets in assetsFiles)
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(assets));
            var folders = document.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToList();
            var wanted = Runtime(document.RootElement);
            foreach (var library in document.RootElement.GetProperty("libraries").EnumerateObject())
            {
                if (library.Value.GetProperty("type").GetString() != "package" || !wanted.Contains(library.Name))
                    continue;

                var path = library.Value.GetProperty("path").GetString()!;
                found.Add(folders
                    .Select(folder => Path.Combine(folder, path, path.Replace('/', '.') + ".nupkg"))
                    .FirstOrDefault(File.Exists)
                    ?? throw new FileNotFoundException($"{library.Name} was restored, but its package file is in none of {string.Join(", ", folders)}. Run dotnet restore --force."));
            }
        }

        return [.. found];
    }

    /// <summary>The libraries a consumer needs: reached from the project without going through what it keeps private (analyzers).</summary>
    private static HashSet<string> Runtime(JsonElement root)
    {
        var target = root.GetProperty("targets").EnumerateObject().First().Value;
        var byId = target.EnumerateObject().ToDictionary(library => library.Name.Split('/')[0], StringComparer.OrdinalIgnoreCase);
        var framework = root.GetProperty("project").GetProperty("frameworks").EnumerateObject().First().Value;
        var next = new Stack<string>();
        if (framework.TryGetProperty("dependencies", out var dependencies))
        {
            foreach (var dependency in dependencies.EnumerateObject())
            {
                var isPrivate = dependency.Value.TryGetProperty("suppressParent", out var suppress) && suppress.GetString() == "All";
                if (!isPrivate)
                    next.Push(dependency.Name);
            }
        }

        foreach (var project in target.EnumerateObject().Where(library => library.Value.GetProperty("type").GetString() == "project"))
            next.Push(project.Name.Split('/')[0]);

        var reached = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (next.TryPop(out var id))
        {
            if (!byId.TryGetValue(id, out var library) || !reached.Add(library.Name))
                continue;
            if (library.Value.TryGetProperty("dependencies", out var children))
            {
                foreach (var child in children.EnumerateObject())
                    next.Push(child.Name);
            }
        }

        return reached;
    }
}

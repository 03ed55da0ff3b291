using System.Text.Json;

namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>Reads what a driver stands on from the <c>.deps.json</c> of the program that the checks run in.</summary>
internal static class DependencyReading
{
    /// <summary>The packages below the driver's assembly; empty where no file beside it describes it.</summary>
    public static IReadOnlyList<Dependency> Read(string assemblyPath)
    {
        var folder = Path.GetDirectoryName(assemblyPath)!;
        var name = Path.GetFileName(assemblyPath);
        foreach (var file in Directory.EnumerateFiles(folder, "*.deps.json").Order(StringComparer.Ordinal))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            if (document.RootElement.TryGetProperty("targets", out var targets)
                && targets.EnumerateObject().LastOrDefault().Value is { ValueKind: JsonValueKind.Object } target
                && Read(target, name) is { } found)
                return found;
        }

        return [];
    }

    private static IReadOnlyList<Dependency>? Read(JsonElement target, string assembly)
    {
        var byId = target.EnumerateObject().ToDictionary(library => library.Name.Split('/')[0], StringComparer.OrdinalIgnoreCase);
        var driver = byId.Values.FirstOrDefault(library => Runs(library.Value, assembly));
        if (driver.Value.ValueKind == JsonValueKind.Undefined)
            return null;

        var found = new SortedDictionary<string, Dependency>(StringComparer.OrdinalIgnoreCase);
        var next = new Queue<(JsonElement Library, bool IsDriver)>([(driver.Value, true)]);
        while (next.TryDequeue(out var library))
        {
            if (!library.Library.TryGetProperty("dependencies", out var dependencies))
                continue;
            foreach (var dependency in dependencies.EnumerateObject())
            {
                if (!byId.TryGetValue(dependency.Name, out var resolved) || found.ContainsKey(dependency.Name))
                    continue;
                found[dependency.Name] = new Dependency(dependency.Name, resolved.Name.Split('/')[1], library.IsDriver);
                next.Enqueue((resolved.Value, false));
            }
        }

        return [.. found.Values];
    }

    private static bool Runs(JsonElement library, string assembly) =>
        library.TryGetProperty("runtime", out var files) && files.EnumerateObject().Any(file => Path.GetFileName(file.Name) == assembly);
}

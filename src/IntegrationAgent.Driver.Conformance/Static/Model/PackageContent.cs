namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>The files of a driver's package: of the packed one where there is one, otherwise what packing would take from the project.</summary>
internal sealed class PackageContent
{
    /// <summary>Where they come from, for messages.</summary>
    public required string Source { get; init; }

    /// <summary>Whether this is the packed file, with its nuspec.</summary>
    public required bool IsPacked { get; init; }

    /// <summary>Bytes by path, with forward slashes.</summary>
    public required IReadOnlyDictionary<string, byte[]> Files { get; init; }

    /// <summary>What is wrong with the container itself; null for nothing.</summary>
    public string? Damage { get; init; }

    public string? NuspecId { get; init; }

    public string? NuspecVersion { get; init; }

    public IReadOnlyList<string> PackageTypes { get; init; } = [];

    public IReadOnlyList<string> NuspecDependencies { get; init; } = [];

    public string? Text(string path) => Files.TryGetValue(path, out var bytes) ? System.Text.Encoding.UTF8.GetString(bytes) : null;

    public IEnumerable<KeyValuePair<string, string>> Examples() => Files
        .Where(file => file.Key.StartsWith("examples/", StringComparison.Ordinal))
        .OrderBy(file => file.Key, StringComparer.Ordinal)
        .Select(file => KeyValuePair.Create(file.Key, System.Text.Encoding.UTF8.GetString(file.Value)));
}

using System.Text.Json;

namespace IntegrationAgent.Driver.Pack;

/// <summary>What a manifest says about the package it belongs to, held against what is being packed.</summary>
internal static class PackedIdentity
{
    /// <summary>One sentence per difference; empty when manifest and package agree.</summary>
    public static IReadOnlyList<string> Compare(string manifestJson, string packageId, string packageVersion)
    {
        using var document = JsonDocument.Parse(manifestJson);
        var root = document.RootElement;
        var differences = new List<string>();

        var id = Text(root, "packageId") ?? Nested(root, "package", "id");
        if (id is not null && !string.Equals(id, packageId, StringComparison.OrdinalIgnoreCase))
            differences.Add($"the manifest names the package '{id}', the package is '{packageId}'");

        var version = Text(root, "packageVersion") ?? Nested(root, "package", "version") ?? Text(root, "version");
        if (version is not null && !SameVersion(version, packageVersion))
            differences.Add($"the manifest says version '{version}', the package is '{packageVersion}'");

        return differences;
    }

    /// <summary>A manifest is written when the assembly is compiled, so a package may add a prerelease label to its version, never change the numbers.</summary>
    private static bool SameVersion(string manifest, string package)
    {
        var (manifestNumbers, manifestLabel) = Split(manifest);
        var (packageNumbers, packageLabel) = Split(package);
        return manifestNumbers == packageNumbers && (manifestLabel.Length == 0 || manifestLabel == packageLabel);
    }

    private static (string Numbers, string Label) Split(string version)
    {
        var core = version.Split('+')[0];
        var dash = core.IndexOf('-', StringComparison.Ordinal);
        var numbers = dash < 0 ? core : core[..dash];
        var label = dash < 0 ? "" : core[(dash + 1)..];
        var parts = numbers.Split('.').ToList();
        while (parts.Count > 3 && parts[^1] == "0")
            parts.RemoveAt(parts.Count - 1);
        while (parts.Count < 3)
            parts.Add("0");
        return (string.Join('.', parts), label);
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static string? Nested(JsonElement element, string name, string inner) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? Text(value, inner) : null;
}

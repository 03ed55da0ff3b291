using IntegrationAgent.Agent.Packages;

namespace IntegrationAgent.Agent.Authoring.Model;

/// <summary>Reads a driver's README by sections and its examples by words; no code of it is loaded.</summary>
internal static class DriverDocs
{
    private const int MaxSection = 4_000;

    public static string Read(InstalledDriver driver, string? section)
    {
        if (driver.ReadmePath is not { } path)
            return "The driver has no README.";
        var lines = File.ReadAllText(path).ReplaceLineEndings("\n").Split('\n');
        var headings = lines.Select((line, index) => (line, index)).Where(pair => pair.line.StartsWith('#')).ToList();
        if (string.IsNullOrWhiteSpace(section))
            return "Sections:\n" + string.Join('\n', headings.Select(pair => ThirdParty.Short(pair.line, 100)));
        var at = headings.FindIndex(pair => pair.line.Contains(section, StringComparison.OrdinalIgnoreCase));
        if (at < 0)
            return "There is no such section. Sections:\n" + string.Join('\n', headings.Select(pair => ThirdParty.Short(pair.line, 100)));
        var end = at + 1 < headings.Count ? headings[at + 1].index : lines.Length;
        return ManifestCard.Block(string.Join('\n', lines[headings[at].index..end]), MaxSection);
    }

    public static string Example(InstalledDriver driver, string? words)
    {
        if (driver.Examples.Count == 0)
            return "The driver has no examples.";
        var wanted = Guided.Words.Of(words);
        var best = wanted.Count == 0 ? null : driver.Examples
            .Select(path => (path, score: wanted.Count(word => Guided.Words.Of(Path.GetFileNameWithoutExtension(path)).Contains(word))))
            .Where(pair => pair.score > 0).OrderByDescending(pair => pair.score).Select(pair => pair.path).FirstOrDefault();
        return best is null
            ? "Examples:\n" + string.Join('\n', driver.Examples.Select(path => ThirdParty.Short(Path.GetFileName(path), 80)))
            : ManifestCard.Example(Path.GetFileName(best), File.ReadAllText(Path.Combine(driver.Root, best)));
    }
}

using System.Text.RegularExpressions;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Repository.Tests;

/// <summary>The files of the checkout, without what a build or a run leaves there.</summary>
internal static class SourceTree
{
    private static readonly HashSet<string> Ignored = new(StringComparer.Ordinal) { "bin", "obj", "artifacts", ".git", ".vs", ".idea", "node_modules", "TestResults", "_site" };

    public static string Root => RepositoryRoot.Path;

    /// <summary>Changes what <see cref="Read"/> answers in the calling test, which gets the path and the text: tests of tests sabotage a document so.</summary>
    public static AsyncLocal<Func<string, string, string>?> Sabotage { get; } = new();

    /// <summary>Takes down which tables the calling test reads.</summary>
    public static AsyncLocal<List<(string Document, string Heading)>?> TablesRead { get; } = new();

    public static string Read(string path)
    {
        var text = File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");
        return Sabotage.Value?.Invoke(path, text) ?? text;
    }

    /// <summary>Paths relative to the root, with forward slashes, in order.</summary>
    public static IEnumerable<string> Files(string folder, string extension)
    {
        var start = Path.Combine(Root, folder);
        return Directory.Exists(start) ? Walk(start).Where(path => path.EndsWith(extension, StringComparison.Ordinal)).Order(StringComparer.Ordinal) : [];
    }

    public static IReadOnlyList<string> Sources { get; } = [.. Files("src", ".cs")];

    public static IReadOnlyList<string> Projects { get; } = [.. Files("src", ".csproj")];

    /// <summary>The words between backticks in the first column of the tables under a heading.</summary>
    public static IReadOnlyList<string> FirstColumn(string document, string heading)
    {
        TablesRead.Value?.Add((document, heading));
        var text = Read(document);
        var start = text.IndexOf($"\n{heading}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"{document} has no heading '{heading}'.");
        var level = heading.TakeWhile(character => character == '#').Count();
        var section = text[(start + heading.Length + 2)..];
        var end = Regex.Match(section, $"^#{{1,{level}}} ", RegexOptions.Multiline);
        if (end.Success)
            section = section[..end.Index];
        return [.. Regex.Matches(section, @"^\| `([^`]+)`", RegexOptions.Multiline).Select(match => match.Groups[1].Value)];
    }

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
            yield return Path.GetRelativePath(Root, file).Replace('\\', '/');
        foreach (var child in Directory.EnumerateDirectories(folder))
        {
            if (Ignored.Contains(Path.GetFileName(child)))
                continue;
            foreach (var file in Walk(child))
                yield return file;
        }
    }
}

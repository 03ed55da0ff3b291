using System.Text.RegularExpressions;

namespace IntegrationAgent.Repository.Tests;

/// <summary>Rules that every source file keeps.</summary>
internal static partial class SourceHygiene
{
    public const int MostLines = 400;

    public static IEnumerable<string> Findings(string path, string text)
    {
        var lines = text.Split('\n').Length - 1;
        if (lines > MostLines)
            yield return $"{path}: {lines} lines";
        if (Region().IsMatch(text))
            yield return $"{path}: a region";
        if (Unfinished().IsMatch(text))
            yield return $"{path}: something left to do";
        if (MachinePath().IsMatch(text))
            yield return $"{path}: a path of somebody's machine";
    }

    [GeneratedRegex(@"^\s*#(end)?region\b", RegexOptions.Multiline)]
    private static partial Regex Region();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"(?<![\w.])(/home/[a-z]|/Users/[A-Za-z]|/mnt/[a-z]|/tmp/[a-z]+/)|[A-Z]:\\\\?(Users|Work)", RegexOptions.None)]
    private static partial Regex MachinePath();
}

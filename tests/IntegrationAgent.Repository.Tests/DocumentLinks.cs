using System.Text.RegularExpressions;

namespace IntegrationAgent.Repository.Tests;

/// <summary>Links of Markdown documents to files of the checkout and to headings in them.</summary>
internal static partial class DocumentLinks
{
    /// <summary>The links that lead nowhere.</summary>
    /// <param name="document">The document's path, relative to the root.</param>
    /// <param name="text">Its text.</param>
    /// <param name="read">Gives a file's text, "" for a folder, or null where there is none.</param>
    public static IReadOnlyList<string> Broken(string document, string text, Func<string, string?> read)
    {
        var broken = new List<string>();
        foreach (var target in Link().Matches(WithoutCode(text)).Select(match => match.Groups[1].Value))
        {
            if (External().IsMatch(target))
                continue;
            var (path, anchor) = target.IndexOf('#', StringComparison.Ordinal) is var at && at >= 0 ? (target[..at], target[(at + 1)..]) : (target, "");
            var file = path.Length == 0 ? document : Resolve(document, path);
            var content = path.Length == 0 ? text : read(file);
            if (content is null)
                broken.Add($"{document}: {target} (no such file)");
            else if (anchor.Length > 0 && !Anchors(content).Contains(anchor))
                broken.Add($"{document}: {target} (no such heading)");
        }

        return broken;
    }

    /// <summary>The anchors of a document's headings, as the site that shows them makes them.</summary>
    public static IReadOnlySet<string> Anchors(string text)
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match heading in Heading().Matches(Fence().Replace(text, "")))
        {
            var plain = LinkText().Replace(heading.Groups[1].Value, "$1").Replace("`", "", StringComparison.Ordinal).Trim().ToLowerInvariant();
            var slug = new string([.. plain.Where(character => char.IsLetterOrDigit(character) || character is ' ' or '-' or '_').Select(character => character == ' ' ? '-' : character)]);
            for (var count = 0; !anchors.Add(count == 0 ? slug : $"{slug}-{count}"); count++)
            {
            }
        }

        return anchors;
    }

    private static string Resolve(string document, string path)
    {
        var folder = Path.GetDirectoryName(document) ?? "";
        return Path.GetRelativePath("/r", Path.GetFullPath(Path.Combine("/r", folder, path))).Replace('\\', '/');
    }

    private static string WithoutCode(string text) => Inline().Replace(Fence().Replace(text, ""), "");

    [GeneratedRegex(@"\]\(<?([^)\s>]+)>?(?:\s+""[^""]*"")?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^[a-z][a-z0-9+.-]*:", RegexOptions.IgnoreCase)]
    private static partial Regex External();

    [GeneratedRegex(@"^#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkText();

    [GeneratedRegex(@"^[ \t]*(```|~~~).*?^[ \t]*\1[ \t]*$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("`[^`\n]*`")]
    private static partial Regex Inline();
}

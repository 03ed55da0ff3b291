using System.Text.RegularExpressions;

namespace IntegrationAgent.Repository.Tests;

/// <summary>Code in documents that says where it is from: <c>&lt;!-- source: path --&gt;</c> before a block of C#.</summary>
internal static partial class Snippets
{
    /// <summary>What is wrong with the code of a document: a block without a source, or one that its source does not hold.</summary>
    /// <param name="document">The document's path.</param>
    /// <param name="text">Its text.</param>
    /// <param name="read">Gives a file's text, or null where there is none.</param>
    public static IReadOnlyList<string> Findings(string document, string text, Func<string, string?> read)
    {
        var findings = new List<string>();
        foreach (Match block in Block().Matches(text))
        {
            var first = block.Groups[2].Value.TrimStart('\n').Split('\n')[0].Trim();
            var path = block.Groups[1].Value;
            if (path.Length == 0)
                findings.Add($"{document}: '{first}' names no source");
            else if (read(path) is not { } source)
                findings.Add($"{document}: there is no {path}");
            else if (!Normal(path.StartsWith("templates/", StringComparison.Ordinal) ? AsMade(source) : source).Contains(Normal(block.Groups[2].Value), StringComparison.Ordinal))
                findings.Add($"{document}: '{first}' is not in {path}");
        }

        return findings;
    }

    /// <summary>What the template makes of a source, named Helpdesk, with every first choice taken.</summary>
    private static string AsMade(string source) => Directive().Replace(Else().Replace(source, ""), "")
        .Replace("Acme_Drivers.Zephyr", "Acme.Drivers.Helpdesk", StringComparison.Ordinal)
        .Replace("Zephyr", "Helpdesk", StringComparison.Ordinal)
        .Replace("zephyr", "helpdesk", StringComparison.Ordinal)
        .Replace("ZEPHYR", "HELPDESK", StringComparison.Ordinal);

    /// <summary>Without the indentation, which differs where a part of a file is shown.</summary>
    private static string Normal(string code) => string.Join('\n', code.Trim('\n').Split('\n').Select(line => line.Trim()));

    [GeneratedRegex(@"(?:<!-- source: (\S+) -->\n+)?^```csharp\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^ *//#else\n.*?(?=^ *//#endif$)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Else();

    [GeneratedRegex(@"^ *//#.*\n", RegexOptions.Multiline)]
    private static partial Regex Directive();
}

using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationAgent.Agent.Planning;

namespace IntegrationAgent.Agent.Packages.Verification;

/// <summary>What a package says can be shown to a language model: nothing hidden, no address in the manifest, nothing that looks like a secret or like an instruction.</summary>
internal static partial class TextCheck
{
    private const int LongestText = 300;

    private static readonly HashSet<string> TextFiles = new([".md", ".cs", ".csx", ".txt"], StringComparer.OrdinalIgnoreCase);

    public static VerificationCheck Run(VerifiedPackage package)
    {
        var problems = new List<VerificationProblem>();
        var observed = 0;
        if (package.Carried is [var (_, json)] && package.Manifest is not null)
        {
            using var document = JsonDocument.Parse(json);
            foreach (var (path, text) in Texts(document.RootElement, ""))
            {
                observed++;
                if (text.Length > LongestText)
                    problems.Add(VerificationErrors.Text($"the manifest's {path}", $"is longer than {LongestText} characters"));
                if (Address().IsMatch(text) && !path.StartsWith("settings.", StringComparison.Ordinal))
                    problems.Add(VerificationErrors.Text($"the manifest's {path}", "holds an address"));
                problems.AddRange(Faults(text).Select(fault => VerificationErrors.Text($"the manifest's {path}", fault)));
            }
        }

        foreach (var entry in package.Entries.Values.Where(entry => entry.Kind == PackageEntryKind.Document && TextFiles.Contains(Path.GetExtension(entry.Target))))
        {
            observed++;
            var number = 0;
            foreach (var line in File.ReadLines(package.FullPath(entry.Target)))
            {
                number++;
                problems.AddRange(Faults(line.Replace('\t', ' ')).Select(fault => VerificationErrors.Text($"line {number} of {entry.Target}", fault)));
            }
        }

        return new VerificationCheck("texts", observed, problems);
    }

    private static IEnumerable<string> Faults(string text)
    {
        if (VisibleText.HasHidden(text))
            yield return "holds a character that cannot be seen";
        if (Decomposed().IsMatch(text))
            yield return "has a letter and its accent as two characters";
        if (SecretLike().IsMatch(text))
            yield return "looks like a secret";
        if (Instruction().IsMatch(text))
            yield return "reads like an instruction to a language model";
    }

    private static IEnumerable<(string Path, string Text)> Texts(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.String => [(path, element.GetString() ?? "")],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Texts(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany((item, index) => Texts(item, $"{path}.{index}")),
        _ => [],
    };

    /// <summary>The text of this program is invariant, so the runtime cannot tell normal forms apart; this finds the Latin ones, which is where names are faked.</summary>
    [GeneratedRegex(@"[A-Za-z][\u0300-\u0304\u0306-\u030C\u0327\u0328]", RegexOptions.CultureInvariant)]
    private static partial Regex Decomposed();

    [GeneratedRegex(@"\bhttps?://", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    [GeneratedRegex(@"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}|\bxox[abprs]-[A-Za-z0-9-]{20}|\bsk-[A-Za-z0-9_-]{32}|\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.", RegexOptions.CultureInvariant)]
    private static partial Regex SecretLike();

    [GeneratedRegex(@"\b(ignore|disregard|forget|override)\b.{0,30}\b(previous|prior|above|earlier|all|system)\b.{0,30}\b(instruction|prompt|rule|message)s?\b|<\|?(im_start|system|assistant)\b|\byou are now\b.{0,30}\b(assistant|agent|model)\b|\bdo not (tell|inform|mention to) the user\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Instruction();
}

using System.Text.RegularExpressions;

namespace IntegrationAgent.Agent.Secrets;

/// <summary>
/// Shapes that are secret whoever issued them. A net under the scrubber for what nobody taught it; every expression runs in linear time.
/// </summary>
internal static class SecretNets
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private static readonly (string Mark, string Name, Regex Shape)[] Nets =
    [
        ("00D", "salesforce-session", new Regex(@"(00D\w{12,15}![\w.]{20,})", Options)),
        ("eyJ", "jwt", new Regex(@"\b(eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*)", Options)),
        ("earer", "bearer", new Regex(@"[Bb]earer\s+([\w\-.~+/]{12,}=*)", Options)),
        ("PRIVATE KEY", "private-key", new Regex(@"(-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\z))", Options)),
        ("://", "url-password", new Regex(@"://[^\s/:@""]*:([^\s/@""]+)@", Options)),
    ];

    public static void FindAll(ReadOnlySpan<char> text, List<ScrubRange> ranges)
    {
        string? whole = null;
        foreach (var (mark, name, shape) in Nets)
        {
            if (!text.Contains(mark, StringComparison.Ordinal))
                continue;
            whole ??= text.ToString();
            foreach (Match match in shape.Matches(whole))
                ranges.Add(new ScrubRange(match.Groups[1].Index, match.Groups[1].Index + match.Groups[1].Length, name));
        }
    }
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>What must not be in a text that an agent reads: characters that nobody sees, orders to the reader, secrets, foreign addresses.</summary>
internal static partial class TextDanger
{
    private const double SecretEntropy = 4.3;
    private const int ShownCharacters = 24;

    /// <summary>What is wrong, one sentence for each; empty for nothing. A secret is never repeated.</summary>
    public static IEnumerable<string> Find(string text, bool isOneLine)
    {
        foreach (var (index, rune) in Runes(text))
        {
            if (IsHidden(rune, isOneLine))
            {
                yield return $"holds the invisible character U+{rune.Value:X4} at {index}";
                break;
            }
        }

        if (!text.IsNormalized(NormalizationForm.FormC))
            yield return "is not in the normal form NFC";
        foreach (Match match in Orders().Matches(text))
            yield return $"speaks to its reader instead of describing: \"{Short(match.Value)}\"";
        foreach (Match match in KnownSecrets().Matches(text))
            yield return $"holds what looks like a secret, {match.Length} characters at {match.Index}";
        foreach (Match match in Words().Matches(text))
        {
            if (LooksRandom(match.Value))
                yield return $"holds what looks like a secret, {match.Length} characters at {match.Index}";
        }
    }

    /// <summary>The hosts of the addresses in a text.</summary>
    public static IEnumerable<string> Hosts(string text) => Addresses().Matches(text).Select(match => match.Groups["host"].Value.TrimEnd('.').ToLowerInvariant());

    /// <summary>Whether a host is this machine, an example's, or one of the declared; a leading <c>*.</c> stands for any labels.</summary>
    public static bool IsKnownHost(string host, IEnumerable<string> declared) =>
        host is "localhost" or "127.0.0.1" or "[::1]" or "0.0.0.0"
        || host == "example.com" || host.EndsWith(".example.com", StringComparison.Ordinal) || host.EndsWith(".example", StringComparison.Ordinal) || host.EndsWith(".invalid", StringComparison.Ordinal)
        || declared.Any(pattern => pattern == host || (pattern.StartsWith("*.", StringComparison.Ordinal) && host.EndsWith(pattern[1..], StringComparison.Ordinal)));

    /// <summary>Long, of several kinds of characters, and without the repetition of words: a key, not a name.</summary>
    public static bool LooksRandom(string word)
    {
        // A hash is public, and so is an alphabet.
        if (word.Length < 24 || (word.All(char.IsAsciiHexDigitLower) && word.Length is 40 or 64) || word.Contains("ABCDEFGH", StringComparison.OrdinalIgnoreCase))
            return false;
        var kinds = (word.Any(char.IsAsciiDigit) ? 1 : 0) + (word.Any(char.IsAsciiLetterLower) ? 1 : 0) + (word.Any(char.IsAsciiLetterUpper) ? 1 : 0);
        var entropy = word.GroupBy(letter => letter).Sum(group => -(double)group.Count() / word.Length * Math.Log2((double)group.Count() / word.Length));
        return kinds == 3 && entropy >= SecretEntropy && word.Count(char.IsAsciiDigit) >= 3;
    }

    private static IEnumerable<(int Index, Rune Rune)> Runes(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
                rune = Rune.ReplacementChar;
            yield return (i, rune);
            i += rune.Utf16SequenceLength;
        }
    }

    private static bool IsHidden(Rune rune, bool isOneLine)
    {
        if (rune.Value is '\n' or '\r' or '\t')
            return isOneLine;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
            _ => rune.Value is 0xFFFD or 0x034F or 0x115F or 0x1160 or 0x2800 or 0x3164 or 0xFFA0 or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0000 and <= 0xE0FFF),
        };
    }

    private static string Short(string text) => text.Length <= ShownCharacters ? text : text[..ShownCharacters] + "…";

    [GeneratedRegex(
        @"\b(ignore|disregard|forget|override)\b[^.\n]{0,30}\b(instructions?|prompts?|rules|polic(y|ies)|guidelines)\b|\byou are (now|an?) [^.\n]{0,20}(assistant|agent|model|administrator)|\b(system|developer) prompt\b|</?(system|assistant|user|instructions?)>|\bdo not (tell|inform|show|ask|mention)\b[^.\n]{0,20}\b(the )?(user|person|human|operator|anyone)\b|\b(always|must|first) (call|invoke|run|execute)\b[^.\n]{0,30}\b(tool|command|function|shell)\b|\bwithout (asking|approval|confirmation)\b|^\s*(assistant|system)\s*:",
        RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Orders();

    [GeneratedRegex(@"-----BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/]{16}|\bAKIA[0-9A-Z]{16}\b|\bxox[abprs]-[0-9A-Za-z-]{10,}|\bgh[pousr]_[0-9A-Za-z]{20,}|\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}|\bsk-[A-Za-z0-9_-]{20,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex KnownSecrets();

    [GeneratedRegex(@"[A-Za-z0-9+=_-]{24,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Words();

    [GeneratedRegex(@"\b(https?|wss?|ftp)://(?<host>\[[0-9a-f:]+\]|[A-Za-z0-9.-]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Addresses();
}

using System.Text;
using System.Text.RegularExpressions;

namespace IntegrationAgent.Agent.Authoring.Guided;

/// <summary>Takes names, labels and phrases apart into comparable words: split at case, digits and punctuation, without filler words, reduced to a stem.</summary>
internal static partial class Words
{
    private static readonly HashSet<string> Fillers = new(StringComparer.Ordinal)
    {
        "a", "an", "the", "of", "to", "in", "into", "on", "at", "by", "for", "from", "with", "and", "or", "our", "my", "their", "his", "her", "its", "your", "us", "we", "you", "i", "it",
        "they", "them", "he", "she", "is", "are", "was", "were", "be", "do", "did", "does", "how", "what", "which", "who", "where", "when", "that", "this", "these", "those", "all", "each",
        "every", "record", "records", "field", "fields", "value", "values", "about", "has", "have", "had", "please", "also", "some", "any",
    };

    private static readonly Dictionary<string, string> Irregular = new(StringComparer.Ordinal)
    {
        ["people"] = "person", ["found"] = "find", ["heard"] = "hear", ["got"] = "get", ["came"] = "come", ["sold"] = "sell", ["bought"] = "buy", ["children"] = "child", ["data"] = "data",
        ["status"] = "status", ["address"] = "address", ["business"] = "business", ["news"] = "news", ["series"] = "series", ["e"] = "e",
    };

    /// <summary>The words that say something, as stems, without repetition; of a text with nothing but filler words, those.</summary>
    public static IReadOnlyList<string> Of(string? text)
    {
        var all = Split(text);
        var telling = all.Where(word => !Fillers.Contains(word)).ToList();
        return [.. (telling.Count > 0 ? telling : all).Select(Stem).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Every word in lower case, as it stands.</summary>
    public static IReadOnlyList<string> Split(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return [];
        var plain = CustomSuffix().Replace(text, "").Replace("e-mail", "email", StringComparison.OrdinalIgnoreCase).Replace("'s ", " ", StringComparison.Ordinal);
        var words = new List<string>();
        foreach (Match match in Word().Matches(plain))
            words.Add(match.Value.ToLowerInvariant());
        return words;
    }

    /// <summary>A name as tables and columns have it: <c>AcquisitionChannel</c> becomes <c>acquisition_channel</c>.</summary>
    public static string Snake(string name)
    {
        var text = new StringBuilder();
        foreach (var word in Split(name))
        {
            var ascii = string.Concat(word.Normalize(NormalizationForm.FormD).Where(char.IsAsciiLetterOrDigit));
            if (ascii.Length == 0)
                continue;
            if (text.Length > 0)
                text.Append('_');
            text.Append(ascii);
        }

        if (text.Length == 0)
            return "value";
        return char.IsDigit(text[0]) ? "n_" + text : text.ToString(0, Math.Min(text.Length, 60)).TrimEnd('_');
    }

    /// <summary>The plural of a snake_case name.</summary>
    public static string Plural(string name) => name switch
    {
        _ when name.EndsWith('y') && name.Length > 1 && !"aeiou".Contains(name[^2], StringComparison.Ordinal) => name[..^1] + "ies",
        _ when name.EndsWith('s') || name.EndsWith('x') || name.EndsWith("ch", StringComparison.Ordinal) || name.EndsWith("sh", StringComparison.Ordinal) => Singular(name) == name ? name + "es" : name,
        _ => name + "s",
    };

    public static string Singular(string word) => word switch
    {
        _ when word.EndsWith("ies", StringComparison.Ordinal) && word.Length > 4 => word[..^3] + "y",
        _ when word.EndsWith("ches", StringComparison.Ordinal) || word.EndsWith("shes", StringComparison.Ordinal) || word.EndsWith("sses", StringComparison.Ordinal) || word.EndsWith("xes", StringComparison.Ordinal) => word[..^2],
        _ when word.EndsWith("ss", StringComparison.Ordinal) || word.EndsWith("us", StringComparison.Ordinal) || word.EndsWith("is", StringComparison.Ordinal) => word,
        _ when word.EndsWith('s') && word.Length > 3 => word[..^1],
        _ => word,
    };

    public static string Stem(string word)
    {
        if (Irregular.TryGetValue(word, out var known))
            return known;
        var stem = Singular(word);
        foreach (var ending in (string[])["ation", "ing", "ion", "ed"])
        {
            if (stem.EndsWith(ending, StringComparison.Ordinal) && stem.Length - ending.Length >= 4)
            {
                stem = stem[..^ending.Length];
                break;
            }
        }

        return stem.Length > 4 && stem.EndsWith('e') ? stem[..^1] : stem;
    }

    public static bool SameSet(IReadOnlyList<string> left, IReadOnlyList<string> right) => left.Count > 0 && left.Count == right.Count && left.All(right.Contains);

    [GeneratedRegex(@"__(c|r|e|mdt|b)\b")]
    private static partial Regex CustomSuffix();

    [GeneratedRegex(@"\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+|\p{Lu}+|\p{N}+")]
    private static partial Regex Word();
}

using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Authoring.Guided;

/// <summary>Finds the fields that a phrase may mean, by names, labels, help texts and values to choose from.</summary>
internal static class FieldMatcher
{
    private const double Least = 0.3;

    /// <summary>The candidates, best first.</summary>
    /// <param name="phrase">The user's words, for example <c>how they got to us</c>.</param>
    /// <param name="schema">The object.</param>
    public static IReadOnlyList<FieldCandidate> Find(string phrase, ObjectSchema schema)
    {
        var own = Words.Of(schema.Name).Concat(Words.Of(schema.Label)).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. schema.Fields.Where(IsUsable)
                .Select(field => Score(phrase, field, own))
                .Where(candidate => candidate.Score >= Least)
                .OrderByDescending(candidate => candidate.Score)
                .ThenBy(candidate => candidate.Field.Custom ? 1 : 0)
                .ThenBy(candidate => candidate.Path, StringComparer.Ordinal),
        ];
    }

    public static bool IsUsable(FieldSchema field) => field.Type is not (FieldType.Binary or FieldType.List or FieldType.Record);

    private static FieldCandidate Score(string phrase, FieldSchema field, HashSet<string> own)
    {
        if (string.Equals(phrase.Trim(), field.Name, StringComparison.OrdinalIgnoreCase))
            return new FieldCandidate(field.Name, field, 1, "name");
        var asked = Words.Of(phrase);
        var (byName, byLabel) = (ByWords(asked, Words.Of(field.Name), own), ByWords(asked, Words.Of(field.Label), own));
        var best = byName >= byLabel ? (Score: byName, Because: byName >= 1 ? "name" : "words") : (Score: byLabel, Because: byLabel >= 1 ? "label" : "words");
        var meaning = ByMeaning(phrase, asked, field, own);
        if (meaning > best.Score)
            best = (meaning, "meaning");
        if (best.Score < 0.5 && ByHelp(phrase, asked, field) is var help && help > best.Score)
            best = (help, "help");
        return new FieldCandidate(field.Name, field, Math.Clamp(best.Score + Fitness(asked, field), 0, best.Score >= 1 ? 1 : 0.94), best.Because);
    }

    /// <summary>How far two sets of words are the same; the object's own words ("lead" in "Lead Source") count little.</summary>
    private static double ByWords(IReadOnlyList<string> asked, IReadOnlyList<string> words, HashSet<string> own)
    {
        if (asked.Count == 0 || words.Count == 0)
            return 0;
        if (Words.SameSet(asked, words))
            return 1;
        var (barePhrase, bareWords) = (Bare(asked, own), Bare(words, own));
        if (Words.SameSet(barePhrase, bareWords))
            return 0.97;
        var common = barePhrase.Count(bareWords.Contains);
        if (common == 0)
            return 0;
        if (common == barePhrase.Count || common == bareWords.Count)
            return 0.55 + (0.4 * common / Math.Max(barePhrase.Count, bareWords.Count));
        return 0.6 * common / (barePhrase.Count + bareWords.Count - common);
    }

    private static double ByMeaning(string phrase, IReadOnlyList<string> asked, FieldSchema field, HashSet<string> own)
    {
        var wanted = Concepts.Of(phrase);
        if (wanted.Count == 0)
            return 0;
        var named = Concepts.Of(field.Name);
        var labelled = Concepts.Of(field.Label);
        var shared = wanted.Where(concept => named.Contains(concept) || labelled.Contains(concept)).ToList();
        if (shared.Count == 0)
            return 0;
        // A phrase that says more than its concept ("billing email") is only partly met by the concept.
        var rest = Bare(asked, own).Where(word => Concepts.OfWord(word) is null).ToList();
        var sentence = wanted.Contains(Concepts.Origin) && asked.All(word => word is "get" or "hear" or "find" or "come" or "know" or "learn" or "discover" or "reach" || Concepts.OfWord(word) is not null);
        var unmet = sentence ? 0 : rest.Count(word => !Words.Of(field.Name).Contains(word) && !Words.Of(field.Label).Contains(word));
        var extra = Bare(Words.Of(field.Name), own).Count(word => Concepts.OfWord(word) is null);
        return (double)shared.Count / wanted.Count * (0.82 - (0.05 * Math.Min(extra, 3))) - (0.25 * unmet);
    }

    private static double ByHelp(string phrase, IReadOnlyList<string> asked, FieldSchema field)
    {
        var wanted = Concepts.Of(phrase);
        if (field.Description.Length > 0)
        {
            var description = Words.Of(field.Description);
            var concepts = Concepts.Of(field.Description);
            if (asked.All(description.Contains) || (wanted.Count > 0 && wanted.All(concepts.Contains)))
                return 0.45;
        }

        var values = field.PicklistValues.SelectMany(value => Words.Of(value.Label)).ToHashSet(StringComparer.Ordinal);
        return values.Count > 0 && asked.Any(values.Contains) ? 0.35 : 0;
    }

    /// <summary>What speaks for or against a field besides its name.</summary>
    private static double Fitness(IReadOnlyList<string> asked, FieldSchema field)
    {
        var fit = 0.0;
        if (asked.Contains("email"))
            fit += field.NativeType == "email" ? 0.04 : field.Type == FieldType.Boolean ? -0.2 : 0;
        if (asked.Contains("phone"))
            fit += field.NativeType == "phone" ? 0.04 : 0;
        var isIdentifier = field.Type == FieldType.Reference || field.NativeType == "id";
        if (isIdentifier && !asked.Contains("id") && !asked.Contains("identifier") && !asked.Contains("key"))
            fit -= 0.15;
        if (field.Type == FieldType.Boolean && !asked.Contains("opt") && !asked.Contains("flag"))
            fit -= 0.1;
        if (asked.Any(word => word is "date" or "time" or "day") && field.Type is FieldType.Date or FieldType.Timestamp or FieldType.LocalTimestamp)
            fit += 0.04;
        return fit;
    }

    private static List<string> Bare(IReadOnlyList<string> words, HashSet<string> own)
    {
        var bare = words.Where(word => !own.Contains(word)).ToList();
        return bare.Count > 0 ? bare : [.. words];
    }
}

namespace IntegrationAgent.Driver.Authoring;

/// <summary>Finds the names that someone may have meant: without case, aware of words in camelCase and with underscores.</summary>
public static class NearestNames
{
    /// <summary>The best candidates, best first; empty where none is near.</summary>
    /// <param name="name">What was asked for.</param>
    /// <param name="candidates">What there is.</param>
    /// <param name="most">How many at most.</param>
    public static IReadOnlyList<string> Find(string name, IEnumerable<string> candidates, int most = 5)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(candidates);
        var wanted = Fold(name);
        var words = Words(name);
        return
        [
            .. candidates
                .Select(candidate => (Name: candidate, Score: Score(wanted, words, candidate)))
                .Where(scored => scored.Score < 1)
                .OrderBy(scored => scored.Score)
                .ThenBy(scored => scored.Name, StringComparer.Ordinal)
                .Take(most)
                .Select(scored => scored.Name),
        ];
    }

    /// <summary>The distance of Damerau and Levenshtein (optimal string alignment): insertions, deletions, replacements and swaps of neighbours.</summary>
    public static int Distance(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var width = right.Length + 1;
        Span<int> cells = width * 3 <= 768 ? stackalloc int[width * 3] : new int[width * 3];
        var before = cells[..width];
        var previous = cells.Slice(width, width);
        var row = cells[(2 * width)..];
        for (var j = 0; j < width; j++)
            previous[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j < width; j++)
            {
                var cost = left[i - 1] == right[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1] + 1, previous[j] + 1), previous[j - 1] + cost);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            var oldest = before;
            before = previous;
            previous = row;
            row = oldest;
        }

        return previous[right.Length];
    }

    /// <summary>0 is the same name, 1 and above is too far. What contains the wanted words comes between a typing mistake and a far one.</summary>
    private static double Score(string wanted, HashSet<string> words, string candidate)
    {
        var folded = Fold(candidate);
        if (string.Equals(wanted, folded, StringComparison.Ordinal))
            return 0;
        if (wanted.Length == 0 || folded.Length == 0)
            return 1;
        var distance = Distance(wanted, folded);
        var longest = Math.Max(wanted.Length, folded.Length);
        var score = distance <= Math.Max(1, longest / 3) ? (double)distance / longest : 1;
        var shared = words.Count == 0 ? 0 : (double)words.Intersect(Words(candidate)).Count() / words.Count;
        if (shared > 0)
            score = Math.Min(score, 0.95 - (0.6 * shared) + (0.001 * Math.Min(40, Math.Abs(wanted.Length - folded.Length))));
        if (wanted.Length >= 3 && (folded.Contains(wanted, StringComparison.Ordinal) || (folded.Length >= 3 && wanted.Contains(folded, StringComparison.Ordinal))))
            score = Math.Min(score, 0.3 + (0.3 * (longest - Math.Min(wanted.Length, folded.Length)) / longest));
        return score;
    }

    private static string Fold(string name)
    {
        var bare = name.EndsWith("__c", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        return string.Concat(bare.Where(char.IsLetterOrDigit)).ToLowerInvariant();
    }

    private static HashSet<string> Words(string name)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var start = 0;
        for (var i = 0; i <= name.Length; i++)
        {
            var boundary = i == name.Length || !char.IsLetterOrDigit(name[i]) || (i > start && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]));
            if (!boundary)
                continue;
            if (i - start > 1)
                words.Add(name[start..i].ToLowerInvariant());
            start = i < name.Length && char.IsLetterOrDigit(name[i]) ? i : i + 1;
        }

        return words;
    }
}

namespace IntegrationAgent.Agent.Validation;

/// <summary>Finds the names that somebody probably meant.</summary>
public static class NearestNames
{
    /// <summary>The candidates nearest to a name, best first; none where nothing is near.</summary>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> candidates, int count = 3)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(candidates);
        var wanted = Plain(name);
        return
        [
            .. candidates.Distinct(StringComparer.Ordinal)
                .Select(candidate => (Name: candidate, Distance: Distance(wanted, Plain(candidate))))
                .Where(pair => pair.Distance <= Math.Max(2, wanted.Length / 2))
                .OrderBy(pair => pair.Distance)
                .ThenBy(pair => pair.Name, StringComparer.Ordinal)
                .Take(count)
                .Select(pair => pair.Name),
        ];
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    private static int Distance(string left, string right)
    {
        if (left.Length > 0 && right.Length > 0 && (right.Contains(left, StringComparison.Ordinal) || left.Contains(right, StringComparison.Ordinal)))
            return 1 + (Math.Abs(left.Length - right.Length) / 4);
        var row = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
            row[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (left[i - 1] == right[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[right.Length];
    }
}

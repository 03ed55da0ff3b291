using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Sqlite.Schema;

/// <summary>Names in statements, and names that were meant.</summary>
internal static class Names
{
    private const int MaxSuggestions = 5, MaxShown = 64;

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static DriverException ObjectNotFound(string name, IEnumerable<string> known)
    {
        var nearest = Nearest(name, known);
        return new DriverException(DriverErrorCode.ObjectNotFound, $"There is no table or view '{Short(name)}'.{Hint(nearest)}")
        {
            Scope = ErrorScope.Object,
            Retry = RetryAdvice.AfterUserAction,
            Target = name,
            Suggestions = nearest,
        };
    }

    public static DriverException FieldNotFound(Table table, string name)
    {
        var nearest = Nearest(name, table.Columns.Select(column => column.Name));
        return new DriverException(DriverErrorCode.FieldNotFound, $"{Short(table.Name)} has no field '{Short(name)}'.{Hint(nearest)}")
        {
            Scope = ErrorScope.Object,
            Retry = RetryAdvice.AfterUserAction,
            Target = name,
            Suggestions = nearest,
        };
    }

    /// <summary>The names that are nearest, best first.</summary>
    public static IReadOnlyList<string> Nearest(string name, IEnumerable<string> known) =>
        [.. known
            .Select(other => (other, distance: Distance(Folded(name), Folded(other))))
            .Where(pair => pair.distance <= Math.Max(2, name.Length / 2) || pair.other.Contains(name, StringComparison.OrdinalIgnoreCase))
            .OrderBy(pair => pair.distance).ThenBy(pair => pair.other, StringComparer.Ordinal)
            .Take(MaxSuggestions)
            .Select(pair => pair.other)];

    public static string Short(string name) => name.Length <= MaxShown ? name : name[..MaxShown] + "…";

    private static string Hint(IReadOnlyList<string> nearest) => nearest.Count == 0 ? " List what there is." : $" Nearest: {string.Join(", ", nearest.Take(3).Select(Short))}.";

    private static string Folded(string name) => name.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();

    private static int Distance(string left, string right)
    {
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
                row[j] = left[i - 1] == right[j - 1] ? diagonal : 1 + Math.Min(diagonal, Math.Min(above, row[j - 1]));
                diagonal = above;
            }
        }

        return row[right.Length];
    }
}

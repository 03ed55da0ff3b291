using System.Globalization;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>
/// Where a result goes on: which query, how many records of it have been read, how many have been handed out in all, the address of its next page, and, where the
/// query ran too long and was cut, the ranges of ids that are left.
/// </summary>
internal sealed record QueryCursor(int Query, long Read, long Returned, string Next)
{
    private const string Prefix = "sf2";

    /// <summary>The ranges that are left, the current one first; empty for a query that is not cut.</summary>
    internal IReadOnlyList<IdRange> Ranges { get; init; } = [];

    internal static QueryCursor? Parse(string? text)
    {
        if (text is null)
            return null;
        var parts = text.Split('|', 6);
        if (parts.Length == 6 && parts[0] == Prefix
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var query)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var read)
            && long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var returned)
            && IdRange.Parse(parts[4]) is { } ranges
            && (parts[5].Length == 0 || IsNextPage(parts[5])))
            return new QueryCursor(query, read, returned, parts[5]) { Ranges = ranges };
        throw new DriverException(DriverErrorCode.CursorExpired, "The cursor is not one of this driver. Run the query again.");
    }

    /// <summary>A next page is on the same host, among the data of the API.</summary>
    internal static bool IsNextPage(string path) =>
        path.StartsWith("/services/data/v", StringComparison.Ordinal) && !path.Contains("..", StringComparison.Ordinal) && !path.AsSpan().ContainsAny('\\', '@', ' ');

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}|{Query}|{Read}|{Returned}|{IdRange.ToText(Ranges)}|{Next}");
}

using System.Globalization;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Where a result goes on: which query, how many records of it have been read, how many have been handed out in all, and the address of its next page.</summary>
internal sealed record QueryCursor(int Query, long Read, long Returned, string Next)
{
    private const string Prefix = "sf1";

    internal static QueryCursor? Parse(string? text)
    {
        if (text is null)
            return null;
        var parts = text.Split('|', 5);
        if (parts.Length == 5 && parts[0] == Prefix
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var query)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var read)
            && long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var returned)
            && (parts[4].Length == 0 || IsNextPage(parts[4])))
            return new QueryCursor(query, read, returned, parts[4]);
        throw new DriverException(DriverErrorCode.CursorExpired, "The cursor is not one of this driver. Run the query again.");
    }

    /// <summary>A next page is on the same host, among the data of the API.</summary>
    internal static bool IsNextPage(string path) =>
        path.StartsWith("/services/data/v", StringComparison.Ordinal) && !path.Contains("..", StringComparison.Ordinal) && !path.AsSpan().ContainsAny('\\', '@', ' ');

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}|{Query}|{Read}|{Returned}|{Next}");
}

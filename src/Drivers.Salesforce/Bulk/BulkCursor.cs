using System.Globalization;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Where a bulk result goes on: the job, the page of its result, how many rows of that page and of the whole have been read, and handed out. Good for 7 days.</summary>
internal sealed record BulkCursor(string Job, string Locator, long ReadOfPage, long Read, long Returned)
{
    private const string Prefix = "sfb1";

    internal static bool Is(string? text) => text is not null && text.StartsWith(Prefix + "|", StringComparison.Ordinal);

    internal static BulkCursor Parse(string text)
    {
        var parts = text.Split('|');
        return parts.Length == 6 && IsWord(parts[1]) && (parts[2].Length == 0 || IsWord(parts[2]))
            && long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var ofPage)
            && long.TryParse(parts[4], NumberStyles.None, CultureInfo.InvariantCulture, out var read)
            && long.TryParse(parts[5], NumberStyles.None, CultureInfo.InvariantCulture, out var returned)
            ? new BulkCursor(parts[1], parts[2], ofPage, read, returned)
            : throw new DriverException(DriverErrorCode.CursorExpired, "The cursor is not one of this driver. Run the query again.");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}|{Job}|{Locator}|{ReadOfPage}|{Read}|{Returned}");

    internal static bool IsWord(string text) => text.Length is > 0 and <= 200 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '=');
}

using System.Buffers.Text;
using System.Globalization;
using System.Text;
using IntegrationAgent.Driver;

namespace Acme_Drivers.Zephyr;

/// <summary>Where a query stands: how many records it delivered, and what the server calls the next page.</summary>
internal readonly record struct QueryPosition(long Delivered, string? Next)
{
    internal static QueryPosition Parse(string? cursor)
    {
        if (cursor is null)
            return default;
        try
        {
            var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
            var at = text.IndexOf(' ', StringComparison.Ordinal);
            if (at > 0 && long.TryParse(text.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out var delivered))
                return new QueryPosition(delivered, text[(at + 1)..]);
        }
        catch (FormatException)
        {
            // Told below: it is none of ours.
        }

        throw new DriverException(DriverErrorCode.CursorExpired, "The cursor is none of this driver's. Begin again without it.");
    }

    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Delivered} {Next}")));
}

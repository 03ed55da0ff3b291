using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Postgres.Query;

/// <summary>Where a page ended: the last row's place in the order, for one query and no other. A missing value is null.</summary>
internal sealed record Cursor(string Fingerprint, long? Remaining, IReadOnlyList<string?> Keys)
{
    public static Cursor Parse(string text, string fingerprint, int keys)
    {
        try
        {
            using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(text));
            var items = document.RootElement.EnumerateArray().Select(item => item.GetString()).ToArray();
            if (items.Length == keys + 2 && items[0] == fingerprint && !items.Any(item => item?.Contains('\0', StringComparison.Ordinal) == true))
                return new Cursor(fingerprint, items[1] is { Length: > 0 } rest ? long.Parse(rest, CultureInfo.InvariantCulture) : null, items[2..]);
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException or OverflowException)
        {
            // Told below: it is none of ours.
        }

        throw new DriverException(DriverErrorCode.CursorExpired, "The cursor belongs to another query. Begin again without it.");
    }

    public override string ToString()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(Fingerprint);
            writer.WriteStringValue(Remaining?.ToString(CultureInfo.InvariantCulture) ?? "");
            foreach (var key in Keys)
            {
                if (key is null)
                    writer.WriteNullValue();
                else
                    writer.WriteStringValue(key);
            }

            writer.WriteEndArray();
        }

        return Base64Url.EncodeToString(buffer.ToArray());
    }
}

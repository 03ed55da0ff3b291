using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using IntegrationAgent.Driver;

namespace Acme_Drivers.Zephyr;

/// <summary>Where a query stands: how many records it delivered, and the last one's place in the order. Belongs to one query and no other.</summary>
internal sealed record RowPosition(long Delivered, string Fingerprint, IReadOnlyList<object?> Keys)
{
    private static readonly RowPosition Start = new(0, "", []);

    internal static RowPosition Parse(string? cursor)
    {
        if (cursor is null)
            return Start;
        try
        {
            using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(cursor));
            var parts = document.RootElement.EnumerateArray().Select(part => part.GetString()).ToArray();
            return new RowPosition(long.Parse(parts[0]!, CultureInfo.InvariantCulture), parts[1]!, [.. parts[2..].Select(Value)]);
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException or IndexOutOfRangeException or ArgumentNullException)
        {
            throw Expired();
        }
    }

    internal static DriverException Expired() => new(DriverErrorCode.CursorExpired, "The cursor belongs to another query. Begin again without it.");

    internal RowPosition After(int count, object?[] keys, string fingerprint) => count == 0 ? this : new RowPosition(Delivered + count, fingerprint, keys);

    public override string ToString()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            json.WriteStringValue(Delivered.ToString(CultureInfo.InvariantCulture));
            json.WriteStringValue(Fingerprint);
            foreach (var key in Keys)
                json.WriteStringValue(Text(key));
            json.WriteEndArray();
        }

        return Base64Url.EncodeToString(buffer.ToArray());
    }

    private static string Text(object? key) => key switch
    {
        long number => "i" + number.ToString(CultureInfo.InvariantCulture),
        double number => "r" + number.ToString("R", CultureInfo.InvariantCulture),
        string text => "t" + text,
        byte[] bytes => "b" + Convert.ToBase64String(bytes),
        _ => "n",
    };

    private static object? Value(string? text) => text is null || text.Length == 0 ? throw new FormatException() : text[0] switch
    {
        'i' => long.Parse(text.AsSpan(1), CultureInfo.InvariantCulture),
        'r' => double.Parse(text.AsSpan(1), CultureInfo.InvariantCulture),
        't' => text[1..],
        'b' => Convert.FromBase64String(text[1..]),
        'n' => null,
        _ => throw new FormatException(),
    };
}

using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Sqlite.Values;
using SQLitePCL;

namespace IntegrationAgent.Drivers.Sqlite.Query;

/// <summary>Where a page ended: the last row's place in the order, for one query and no other.</summary>
internal sealed record Cursor(string Fingerprint, long? Remaining, IReadOnlyList<StoredValue> Keys)
{
    public static string Format(StoredValue value) => value.Type switch
    {
        raw.SQLITE_INTEGER => "i" + value.Integer.ToString(CultureInfo.InvariantCulture),
        raw.SQLITE_FLOAT => "r" + value.Real.ToString("R", CultureInfo.InvariantCulture),
        raw.SQLITE_TEXT => "t" + value.Text,
        raw.SQLITE_BLOB => "b" + Convert.ToBase64String(value.Blob),
        _ => "n",
    };

    public static Cursor Parse(string text, string fingerprint, int keys)
    {
        try
        {
            using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(text));
            var items = document.RootElement.EnumerateArray().Select(item => item.GetString() ?? "").ToArray();
            if (items.Length == keys + 2 && items[0] == fingerprint)
                return new Cursor(fingerprint, items[1].Length == 0 ? null : long.Parse(items[1], CultureInfo.InvariantCulture), [.. items.Skip(2).Select(Value)]);
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException or OverflowException)
        {
            // Told below: it is none of ours.
        }

        throw new DriverException(DriverErrorCode.CursorExpired, "The cursor belongs to another query. Begin again without it.");
    }

    public override string ToString()
    {
        string[] items = [Fingerprint, Remaining?.ToString(CultureInfo.InvariantCulture) ?? "", .. Keys.Select(Format)];
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var item in items)
                writer.WriteStringValue(item);
            writer.WriteEndArray();
        }

        return Base64Url.EncodeToString(buffer.ToArray());
    }

    private static StoredValue Value(string text) => text.Length == 0 ? throw new FormatException() : text[0] switch
    {
        'i' => StoredValue.From(long.Parse(text.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)),
        'r' => StoredValue.From(double.Parse(text.AsSpan(1), NumberStyles.Float, CultureInfo.InvariantCulture)),
        't' => StoredValue.From(text[1..]),
        'b' => StoredValue.From(Convert.FromBase64String(text[1..])),
        'n' => StoredValue.Null,
        _ => throw new FormatException(),
    };
}

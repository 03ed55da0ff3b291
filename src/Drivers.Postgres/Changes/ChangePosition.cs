using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Postgres.Changes;

/// <summary>Where a change feed stands.</summary>
/// <param name="Origin">The table, its database, and the server's history: numbers of transactions mean nothing elsewhere.</param>
/// <param name="Since">The first transaction that this read looks at; null for every row.</param>
/// <param name="Horizon">The first transaction that the next read looks at; null where nothing has been read.</param>
/// <param name="After">The key of the row that this read has come to; empty at its end.</param>
/// <param name="Seen">Rows that were given out and will be met again.</param>
internal sealed record ChangePosition(string Origin, ulong? Since, ulong? Horizon, IReadOnlyList<string?> After, byte[] Seen)
{
    private const string Form = "pg-changes-1";
    private const int Fixed = 5;

    public static ChangePosition Parse(string text, string table)
    {
        try
        {
            using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(text));
            var items = document.RootElement.EnumerateArray().Select(item => item.GetString()).ToArray();
            if (items.Length >= Fixed && items[0] == Form && !items.Any(item => item?.Contains('\0', StringComparison.Ordinal) == true))
                return new ChangePosition(items[1]!, Number(items[2]), Number(items[3]), items[Fixed..], Convert.FromBase64String(items[4]!));
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException or OverflowException or ArgumentNullException)
        {
            // Told below: it is none of ours.
        }

        throw Expired(table, "is none of this driver's");
    }

    public static DriverException Expired(string table, string why) => new(DriverErrorCode.CursorExpired, $"The position {why}. Read all of {Schema.Names.Short(table)} again, without it.")
    {
        Scope = ErrorScope.Object,
        Target = table,
    };

    public override string ToString()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(Form);
            writer.WriteStringValue(Origin);
            writer.WriteStringValue(Since?.ToString(CultureInfo.InvariantCulture));
            writer.WriteStringValue(Horizon?.ToString(CultureInfo.InvariantCulture));
            writer.WriteBase64StringValue(Seen);
            foreach (var key in After)
                writer.WriteStringValue(key);
            writer.WriteEndArray();
        }

        return Base64Url.EncodeToString(buffer.ToArray());
    }

    private static ulong? Number(string? text) => text is null ? null : ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}

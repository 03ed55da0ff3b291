using System.Buffers;
using System.Globalization;
using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>
/// Children come in pages of their own, at any depth. A list that is not complete is read to its end and put together, so that one value holds all children
/// of its record.
/// </summary>
internal sealed class ChildSplicer(DriverHttp http)
{
    /// <summary>More text than this in the children of one record is refused: they are better read by themselves.</summary>
    private const int MostBytes = 64 * 1024 * 1024;

    /// <summary>True where a list in a value goes on elsewhere.</summary>
    internal static bool IsCut(ReadOnlySpan<byte> json) => json.IndexOf("\"done\":false"u8) >= 0;

    /// <summary>The value with all its children.</summary>
    internal async ValueTask<byte[]> JoinAsync(ReadOnlyMemory<byte> json, string column, CancellationToken cancellationToken)
    {
        var target = new ArrayBufferWriter<byte>(json.Length * 2);
        var writer = new Utf8JsonWriter(target, new JsonWriterOptions { SkipValidation = true });
        await using var held = writer.ConfigureAwait(false);
        using var document = JsonDocument.Parse(json);
        await WriteAsync(document.RootElement, writer, target, column, cancellationToken).ConfigureAwait(false);
        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        return target.WrittenSpan.ToArray();
    }

    private static bool IsList(JsonElement value) => value.ValueKind == JsonValueKind.Object &&
        value.TryGetProperty("records", out var records) && records.ValueKind == JsonValueKind.Array && value.TryGetProperty("done", out var done) && done.ValueKind is JsonValueKind.True or JsonValueKind.False;

    private static DriverException Incomplete(string column, string what) => new(DriverErrorCode.IncompleteResult, $"{what} Read the result again.") { Retry = RetryAdvice.After, Target = column };

    private async ValueTask WriteAsync(JsonElement value, Utf8JsonWriter writer, ArrayBufferWriter<byte> target, string column, CancellationToken cancellationToken)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            value.WriteTo(writer);
            return;
        }

        if (IsList(value))
        {
            await WriteListAsync(value, writer, target, column, cancellationToken).ConfigureAwait(false);
            return;
        }

        writer.WriteStartObject();
        foreach (var property in value.EnumerateObject())
        {
            writer.WritePropertyName(property.Name);
            await WriteAsync(property.Value, writer, target, column, cancellationToken).ConfigureAwait(false);
        }

        writer.WriteEndObject();
    }

    private async ValueTask WriteListAsync(JsonElement list, Utf8JsonWriter writer, ArrayBufferWriter<byte> target, string column, CancellationToken cancellationToken)
    {
        var total = list.TryGetProperty("totalSize", out var size) && size.TryGetInt64(out var promised) ? promised : -1;
        writer.WriteStartObject();
        if (total >= 0)
            writer.WriteNumber("totalSize", total);
        writer.WriteBoolean("done", true);
        writer.WriteStartArray("records");
        var guard = new CursorGuard();
        var page = list;
        JsonDocument? held = null;
        var count = 0L;
        try
        {
            while (true)
            {
                foreach (var record in page.GetProperty("records").EnumerateArray())
                {
                    await WriteAsync(record, writer, target, column, cancellationToken).ConfigureAwait(false);
                    count++;
                }

                if (target.WrittenCount + writer.BytesPending > MostBytes)
                    throw new DriverException(DriverErrorCode.InvalidQuery, $"A record has more children in '{column}' than fit one value. Query the child object itself, with a filter on its parent.") { Target = column };
                if (page.GetProperty("done").GetBoolean())
                    break;
                var next = page.TryGetProperty("nextRecordsUrl", out var address) ? address.GetString() : null;
                if (next is null || !QueryCursor.IsNextPage(next))
                    throw Incomplete(column, "Salesforce says that a record has more children, and not where.");
                guard.Follow(next);
                var following = await FetchAsync(next, cancellationToken).ConfigureAwait(false);
                held?.Dispose();
                held = following;
                page = following.RootElement;
                if (!IsList(page))
                    throw Incomplete(column, "A further page of children has another form than expected.");
            }
        }
        finally
        {
            held?.Dispose();
        }

        if (total >= 0 && total != count)
            throw Incomplete(column, string.Create(CultureInfo.InvariantCulture, $"Salesforce promised {total} children and sent {count}."));
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private Task<JsonDocument> FetchAsync(string address, CancellationToken cancellationToken) => http.SendAsync(
        () => new HttpRequestMessage(HttpMethod.Get, address),
        static async (_, body, token) =>
        {
            try
            {
                return await JsonDocument.ParseAsync(body, default, token).ConfigureAwait(false);
            }
            catch (JsonException exception)
            {
                throw new DriverException(DriverErrorCode.IncompleteResult, "A further page of children is not whole. Read the result again.", exception) { Retry = RetryAdvice.After };
            }
        },
        cancellationToken);
}

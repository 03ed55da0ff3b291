using System.Buffers;
using System.Text.Json;
using IntegrationAgent.Agent.Planning;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Discovery;

/// <summary>
/// Puts answers into the form that a model may see: short, capped, third-party text made harmless, and cut with a hint where it is too long.
/// </summary>
internal static class DiscoveryAnswer
{
    private const int MaxText = 80;
    private const int MaxChoices = 25;

    public static JsonElement Objects(IReadOnlyList<ObjectSummary> objects) => Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var item in objects)
        {
            writer.WriteStartObject();
            writer.WriteString("name", item.Name);
            if (item.Label.Length > 0 && !string.Equals(item.Label, item.Name, StringComparison.OrdinalIgnoreCase))
                writer.WriteString("label", Text(item.Label));
            if (item.Custom)
                writer.WriteBoolean("custom", true);
            if (!item.Writable)
                writer.WriteBoolean("writable", false);
            if (item.ApproximateCount is { } count)
                writer.WriteNumber("records", count);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    public static JsonElement Fields(ObjectSchema schema) => Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var field in schema.Fields)
            WriteField(writer, schema, field);
        writer.WriteEndArray();
    });

    public static JsonElement Relationships(IReadOnlyList<Relationship> relationships) => Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var item in relationships)
        {
            writer.WriteStartObject();
            writer.WriteString("kind", item.Kind.ToString().ToLowerInvariant());
            writer.WriteString("object", item.ToObject);
            writer.WriteString("field", item.Field);
            if (item.Name is not null)
                writer.WriteString("path", item.Name);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    /// <summary>Cuts a list to the bytes that are allowed, and says so.</summary>
    public static DiscoveryEnvelope Fit(JsonElement value, int maxBytes, long rows, long ms)
    {
        var stats = new DiscoveryStats { Rows = rows, Ms = ms };
        var list = value.ValueKind == JsonValueKind.Array ? value : value.TryGetProperty("fields", out var fields) ? fields : default;
        var size = System.Text.Encoding.UTF8.GetByteCount(value.GetRawText());
        if (size <= maxBytes || list.ValueKind != JsonValueKind.Array)
            return new DiscoveryEnvelope { Ok = true, Value = value, Stats = stats };
        var shown = 0;
        var used = 2;
        var cut = Write(writer =>
        {
            writer.WriteStartArray();
            foreach (var item in list.EnumerateArray())
            {
                used += System.Text.Encoding.UTF8.GetByteCount(item.GetRawText()) + 1;
                if (used > maxBytes)
                    break;
                item.WriteTo(writer);
                shown++;
            }

            writer.WriteEndArray();
        });
        return new DiscoveryEnvelope
        {
            Ok = true,
            Value = cut,
            Stats = stats,
            Truncated = new DiscoveryTruncation { Shown = shown, Total = list.GetArrayLength(), Hint = "Name a part of the name, or the fields that you need." },
        };
    }

    /// <summary>The error of an exception; null for one that is a fault of ours.</summary>
    public static DiscoveryError? Error(Exception exception, bool overtime) => exception switch
    {
        OperationCanceledException when overtime => New(DiscoveryErrorCodes.Timeout, "The question took longer than it may.", "after"),
        DriverException driver => New(CodeOf(driver), driver.Message, RetryOf(driver.Retry), driver.Suggestions),
        AgentException agent when agent.Code.StartsWith("E-DSC-", StringComparison.Ordinal) => New(agent.Code, agent.Message, "never"),
        AgentException agent when agent.ExitCode == ExitCode.Connection => New(agent.Code.Contains("AUTH", StringComparison.Ordinal) || agent.Code.StartsWith("E-SEC", StringComparison.Ordinal) ? DiscoveryErrorCodes.Auth : DiscoveryErrorCodes.Unreachable, agent.Message, "after_user_action"),
        AgentException agent => New(DiscoveryErrorCodes.Unreachable, agent.Message, "after_user_action"),
        Wire.WireException => New(DiscoveryErrorCodes.Unreachable, "The driver's process ended.", "now"),
        _ => null,
    };

    internal static string Text(string text)
    {
        var visible = VisibleText.Of(text);
        return visible.Length <= MaxText ? visible : string.Concat(visible.AsSpan(0, MaxText - 1), "…");
    }

    private static void WriteField(Utf8JsonWriter writer, ObjectSchema schema, FieldSchema field)
    {
        writer.WriteStartObject();
        writer.WriteString("name", field.Name);
        writer.WriteString("type", field.Type.ToString().ToLowerInvariant());
        if (field.Label.Length > 0 && !string.Equals(field.Label.Replace(" ", "", StringComparison.Ordinal), field.Name, StringComparison.OrdinalIgnoreCase))
            writer.WriteString("label", Text(field.Label));
        if (field.MaxLength is { } length && field.Type == FieldType.String)
            writer.WriteNumber("maxLength", length);
        if (schema.KeyFields.Contains(field.Name, StringComparer.Ordinal))
            writer.WriteBoolean("key", true);
        if (field.RequiredForCreate)
            writer.WriteBoolean("required", true);
        if (field.UpsertKey)
            writer.WriteBoolean("upsertKey", true);
        if (!field.Creatable && !field.Updatable)
            writer.WriteBoolean("readOnly", true);
        if (field.Custom)
            writer.WriteBoolean("custom", true);
        if (field.ReferenceTo.Count > 0)
            writer.WriteString("refersTo", string.Join(",", field.ReferenceTo.Take(5)));
        if (field.RelationshipName is not null)
            writer.WriteString("path", field.RelationshipName);
        if (field.PicklistValues.Count > 0)
        {
            writer.WriteStartArray("choices");
            foreach (var choice in field.PicklistValues.Where(choice => choice.Active).Take(MaxChoices))
                writer.WriteStringValue(Text(choice.Value));
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static DiscoveryError New(string code, string message, string retry, IReadOnlyList<string>? suggestions = null) =>
        new() { Code = code, Message = message, Retry = retry, Suggestions = suggestions ?? [] };

    private static string CodeOf(DriverException driver)
    {
        if (driver.Code == DriverErrorCode.AuthenticationFailed || driver.Code == DriverErrorCode.PermissionDenied)
            return DiscoveryErrorCodes.Auth;
        if (driver.Code == DriverErrorCode.ObjectNotFound || driver.Code == DriverErrorCode.FieldNotFound)
            return DiscoveryErrorCodes.NotFound;
        if (driver.Code == DriverErrorCode.QuotaExhausted || driver.Code == DriverErrorCode.RateLimited)
            return DiscoveryErrorCodes.Limit;
        if (driver.Code == DriverErrorCode.InvalidQuery || driver.Code == DriverErrorCode.InvalidValue || driver.Code == DriverErrorCode.Unsupported)
            return DiscoveryErrorCodes.Script;
        return driver.Code == DriverErrorCode.Timeout ? DiscoveryErrorCodes.Timeout : DiscoveryErrorCodes.Unreachable;
    }

    private static string RetryOf(RetryAdvice advice) => advice switch
    {
        RetryAdvice.Now => "now",
        RetryAdvice.After or RetryAdvice.AfterQuotaReset => "after",
        RetryAdvice.AfterUserAction => "after_user_action",
        _ => "never",
    };

    private static JsonElement Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            write(writer);
        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }
}

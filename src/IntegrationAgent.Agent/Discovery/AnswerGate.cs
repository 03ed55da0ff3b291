using System.Buffers;
using System.Globalization;
using System.Text.Json;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Discovery;

/// <summary>
/// What of a discovery script's answer may be shown: numbers, booleans, dates, and texts that name something of the schema. Every other text is replaced by a
/// handle, for example <c>text#3(len=24)</c>; the whole answer stays in the encrypted result store.
/// </summary>
internal sealed class AnswerGate(IEnumerable<ObjectSchema> schemas)
{
    private readonly HashSet<string> known = schemas.SelectMany(Names).ToHashSet(StringComparer.Ordinal);
    private int handles;

    public JsonElement Mask(JsonElement answer)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            Write(writer, answer);
        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static IEnumerable<string> Names(ObjectSchema schema)
    {
        yield return schema.Name;
        foreach (var field in schema.Fields)
        {
            yield return field.Name;
            foreach (var choice in field.PicklistValues)
                yield return choice.Value;
        }
    }

    private void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject())
                {
                    // A name can carry data too, where a script makes names of values.
                    writer.WritePropertyName(Shown(property.Name, isName: true));
                    Write(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Shown(element.GetString()!, isName: false));
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private string Shown(string text, bool isName)
    {
        if (known.Contains(text) || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _))
            return text;
        // Names of members stand in the script itself: short words of letters only.
        if (isName && text.Length is > 0 and <= 40 && text.All(character => char.IsAsciiLetter(character) || character == '_'))
            return text;
        return string.Create(CultureInfo.InvariantCulture, $"text#{++handles}(len={text.Length})");
    }
}

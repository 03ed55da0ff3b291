using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Discovery;

/// <summary>
/// What of a discovery script's answer may be shown: numbers, booleans, ISO 8601 dates, texts that name something of the schema, and names of members that
/// stand in the script itself. Every other text is replaced by a handle, for example <c>text#3(len=24)</c>; the whole answer stays in the encrypted result store.
/// </summary>
/// <param name="schemas">The objects that the script names.</param>
/// <param name="words">The words of the script; compared without case, because the answer's JSON has names in camel case.</param>
internal sealed partial class AnswerGate(IEnumerable<ObjectSchema> schemas, IReadOnlySet<string> words)
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
        if (known.Contains(text) || Iso().IsMatch(text) || (isName && words.Contains(text)))
            return text;
        return string.Create(CultureInfo.InvariantCulture, $"text#{++handles}(len={text.Length})");
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?(Z|[+-]\d{2}:\d{2})?)?\z")]
    private static partial Regex Iso();
}

using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Writing;

/// <summary>One named value as a caller sent it: JSON, or the text of a CSV cell.</summary>
internal readonly record struct FieldInput(string Name, JsonElement Json, string? Text, bool IsCsv)
{
    public bool IsNull => IsCsv ? Text is null : Json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    public static FieldInput Csv(string name, string? text) => new(name, default, text, true);

    /// <summary>The request body that the value stands in; empty when it is not known.</summary>
    public ReadOnlyMemory<byte> Source { get; init; }

    /// <summary>Where the value stands, such as <c> at [line:1, column:53]</c>, or nothing when it is not known.</summary>
    public string Place()
    {
        if (IsCsv || !Source.Span.Overlaps(JsonMarshal.GetRawUtf8Value(Json), out var offset)) return "";
        var before = Source.Span[..offset];
        return string.Create(CultureInfo.InvariantCulture, $" at [line:{before.Count((byte)'\n') + 1}, column:{offset - before.LastIndexOf((byte)'\n')}]");
    }

    public static List<FieldInput> FromObject(JsonElement record, ReadOnlyMemory<byte> source = default)
    {
        var inputs = new List<FieldInput>();
        foreach (var property in record.EnumerateObject())
        {
            if (property.Name != "attributes") inputs.Add(new FieldInput(property.Name, property.Value, null, false) { Source = source });
        }

        return inputs;
    }
}

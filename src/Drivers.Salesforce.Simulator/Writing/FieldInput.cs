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

    /// <summary>The properties of a record.</summary>
    /// <param name="record">The object.</param>
    /// <param name="source">The body that it stands in.</param>
    /// <param name="names">The names of the record before, in their order, which the next record of a call mostly has too; takes those of this one.</param>
    public static List<FieldInput> FromObject(JsonElement record, ReadOnlyMemory<byte> source = default, List<string>? names = null)
    {
        names ??= [];
        var inputs = new List<FieldInput>(names.Count + 1); // one more for the key of an upsert
        var at = 0;
        foreach (var property in record.EnumerateObject())
        {
            if (property.NameEquals("attributes"u8)) continue;
            if (at == names.Count) names.Add(property.Name);
            else if (!property.NameEquals(names[at])) names[at] = property.Name;
            inputs.Add(new FieldInput(names[at++], property.Value, null, false) { Source = source });
        }

        return inputs;
    }
}

using System.Text.Json;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Writing;

/// <summary>One named value as a caller sent it: JSON, or the text of a CSV cell.</summary>
internal readonly record struct FieldInput(string Name, JsonElement Json, string? Text, bool IsCsv)
{
    public bool IsNull => IsCsv ? Text is null : Json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    public static FieldInput Csv(string name, string? text) => new(name, default, text, true);

    public static List<FieldInput> FromObject(JsonElement record)
    {
        var inputs = new List<FieldInput>();
        foreach (var property in record.EnumerateObject())
        {
            if (property.Name != "attributes") inputs.Add(new FieldInput(property.Name, property.Value, null, false));
        }

        return inputs;
    }
}

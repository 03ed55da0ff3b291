using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;

namespace IntegrationAgent.Agent.Compatibility.Behaviour;

/// <summary>A recorded write, as the request that the kit made.</summary>
internal static class RecordedWrite
{
    /// <summary>Whether the call holds its records: recordings of earlier kits do not.</summary>
    public static bool Is(RecordedCall call) => call.Arguments.ContainsKey("records") && call.Arguments.ContainsKey("types");

    /// <summary>The request; whoever reads it disposes its page.</summary>
    /// <exception cref="AgentException"><c>E-CPT-EXCHANGES</c></exception>
    public static WriteRequest Read(RecordedCall call)
    {
        try
        {
            var fields = List(call, "fields").Zip(List(call, "types"), (name, type) => new RecordField { Name = name, Type = Enum.Parse<FieldType>(type) }).ToList();
            using var document = JsonDocument.Parse(call.Arguments["records"]);
            using var writer = new RecordPageWriter(new RecordSchema(fields));
            foreach (var record in document.RootElement.EnumerateArray())
            {
                writer.BeginRecord();
                foreach (var field in fields)
                {
                    if (record.TryGetProperty(field.Name, out var value))
                        writer.WriteValue(value.ValueKind == JsonValueKind.Null ? RecordValue.Null : RecordValueJsonConverter.Parse(field.Type, value.GetString()!));
                    else
                        writer.WriteAbsent();
                }

                writer.EndRecord();
            }

            return new WriteRequest { Object = call.Arguments["object"], Mode = Enum.Parse<WriteMode>(call.Arguments["mode"]), KeyFields = [.. List(call, "keyFields")], Records = writer.ToPage() };
        }
        catch (Exception exception) when (exception is JsonException or FormatException or OverflowException or ArgumentException or KeyNotFoundException or InvalidOperationException)
        {
            throw CompatErrors.Exchanges("the records of a write in them cannot be read");
        }
    }

    private static string[] List(RecordedCall call, string name) => call.Arguments[name].Split(',', StringSplitOptions.RemoveEmptyEntries);
}

using System.Text.Json;
using System.Text.Json.Serialization;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Wire;

/// <summary>An error code is its word.</summary>
public sealed class DriverErrorCodeJsonConverter : JsonConverter<DriverErrorCode>
{
    /// <inheritdoc />
    public override DriverErrorCode Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString();
        try
        {
            return string.IsNullOrEmpty(text) ? DriverErrorCode.Unknown : new DriverErrorCode(text);
        }
        catch (ArgumentException exception)
        {
            throw new JsonException("Not an error code.", exception);
        }
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, DriverErrorCode value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.Value);
    }
}

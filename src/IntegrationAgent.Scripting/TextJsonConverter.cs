using System.Text.Json;
using System.Text.Json.Serialization;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Scripting;

/// <summary>A text is a string or null.</summary>
internal sealed class TextJsonConverter : JsonConverter<Text>
{
    public override Text Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override void Write(Utf8JsonWriter writer, Text value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToNullableString());
}

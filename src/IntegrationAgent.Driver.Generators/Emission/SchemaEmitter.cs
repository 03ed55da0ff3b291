using IntegrationAgent.Driver.Generators.Model;

namespace IntegrationAgent.Driver.Generators.Emission;

/// <summary>Writes the JSON schemas of parameters and results, as short as they can be said.</summary>
internal static class SchemaEmitter
{
    public static JsonObject Arguments(OperationModel operation) => Object(operation.Arguments, isInput: true);

    public static JsonObject Result(JsonTypeModel type) => Schema(type, isInput: false, type.IsNullable);

    private static JsonObject Object(EquatableArray<JsonPropertyModel> properties, bool isInput)
    {
        var members = new JsonObject();
        foreach (var property in properties)
        {
            // An argument that may be left out need not be spelled null.
            var schema = Schema(property.Type, isInput, property.Type.IsNullable && (!isInput || property.IsRequired));
            schema.AddText("description", property.Description);
            if (isInput && property.DefaultJson is { } value)
                schema.Add("default", new JsonLiteral(value));
            members.Add(property.JsonName, schema);
        }

        var json = new JsonObject().Add("type", "object").Add("properties", members);
        var required = properties.Where(property => isInput && property.IsRequired).Select(property => property.JsonName).ToList();
        if (required.Count > 0)
            json.AddList("required", required);
        return isInput ? json.Add("additionalProperties", false) : json;
    }

    private static JsonObject Schema(JsonTypeModel type, bool isInput, bool allowsNull)
    {
        switch (type.Kind)
        {
            case JsonTypeKind.Any:
                return new JsonObject();
            case JsonTypeKind.Enum:
                var words = type.Members.Select(member => (object)member.Word);
                return new JsonObject().AddList("enum", allowsNull ? words.Append(JsonLiteral.Null) : words);
            case JsonTypeKind.List:
                return Typed("array", allowsNull).Add("items", Schema(type.Element!, isInput, type.Element!.IsNullable));
            case JsonTypeKind.Map:
                return Typed("object", allowsNull).Add("additionalProperties", Schema(type.Element!, isInput, type.Element!.IsNullable));
            case JsonTypeKind.Object:
                var json = Object(type.Properties, isInput);
                return allowsNull ? json.Replace("type", new List<object> { "object", "null" }) : json;
            default:
                return Scalar(type.Scalar, allowsNull);
        }
    }

    private static JsonObject Scalar(string scalar, bool allowsNull) => scalar switch
    {
        "Boolean" => Typed("boolean", allowsNull),
        "Byte" or "UInt16" or "UInt32" or "UInt64" => Typed("integer", allowsNull).Add("minimum", 0L),
        "SByte" or "Int16" or "Int32" or "Int64" => Typed("integer", allowsNull),
        "Single" or "Double" or "Decimal" => Typed("number", allowsNull),
        "DateTimeOffset" => Typed("string", allowsNull).Add("format", "date-time"),
        "DateOnly" => Typed("string", allowsNull).Add("format", "date"),
        "TimeOnly" => Typed("string", allowsNull).Add("format", "time"),
        "Guid" => Typed("string", allowsNull).Add("format", "uuid"),
        "Uri" => Typed("string", allowsNull).Add("format", "uri"),
        "Bytes" => Typed("string", allowsNull).Add("format", "byte"),
        _ => Typed("string", allowsNull),
    };

    private static JsonObject Typed(string type, bool allowsNull) =>
        new JsonObject().Add("type", allowsNull ? new List<object> { type, "null" } : type);
}

using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Validation.Bindings;

/// <summary>A property of a binding class.</summary>
internal sealed record BindingField(string Property, string Field, FieldType Type)
{
    /// <summary>The C# type of the property. Never without null: systems are known to be wrong about it.</summary>
    public string ClrType => Type switch
    {
        FieldType.Boolean => "bool?",
        FieldType.Int64 => "long?",
        FieldType.Double => "double?",
        FieldType.Decimal => "decimal?",
        FieldType.Uuid => "Guid?",
        FieldType.Date => "DateOnly?",
        FieldType.Time => "TimeOnly?",
        FieldType.LocalTimestamp => "DateTime?",
        FieldType.Timestamp => "DateTimeOffset?",
        FieldType.Binary => "byte[]?",
        _ => "Text",
    };

    /// <summary>The method that reads it.</summary>
    public string Getter => Type is FieldType.String or FieldType.Json or FieldType.Reference ? "GetText" : "Get" + Type;

    /// <summary>Lists and nested records have no property: nothing says what is in them.</summary>
    public static bool CanBind(FieldType type) => type is not (FieldType.List or FieldType.Record);
}

using IntegrationAgent.Driver;

namespace Acme_Drivers.Zephyr;

/// <summary>Zephyr's descriptions in the words of the contract.</summary>
internal static class SchemaMapper
{
    internal static FieldType TypeOf(ApiField field) => field.Type switch
    {
        "boolean" => FieldType.Boolean,
        "integer" => FieldType.Int64,
        "number" => FieldType.Double,
        "decimal" => FieldType.Decimal,
        "date" => FieldType.Date,
        "time" => FieldType.Time,
        "datetime" => FieldType.Timestamp,
        "uuid" => FieldType.Uuid,
        "json" => FieldType.Json,
        "reference" => FieldType.Reference,
        // Texts, choices, and whatever a later version adds: every value has a text.
        _ => FieldType.String,
    };

    internal static ObjectSchema ToSchema(ApiObject described) => new()
    {
        Name = described.Name,
        Label = described.Label ?? described.Name,
        KeyFields = described.Key,
        ChangeField = described.ChangedBy,
        ETag = described.Version,
        // The server gives them in no particular order.
        Fields = [.. described.Fields.OrderBy(field => field.Name, StringComparer.Ordinal).Select(ToField)],
    };

    private static FieldSchema ToField(ApiField field) => new()
    {
        Name = field.Name,
        Type = TypeOf(field),
        Label = field.Label ?? field.Name,
        NativeType = field.Type,
        Nullable = field.Nullable,
//#if (canWrite)
        RequiredForCreate = field.Required,
        Creatable = field.Writable,
        Updatable = field.Writable,
        UpsertKey = field.UpsertKey,
//#else
        Creatable = false,
        Updatable = false,
//#endif
        Filterable = field.Filterable,
        Sortable = field.Sortable,
        Unique = field.Unique,
        Custom = field.Custom,
        Calculated = !field.Writable && field.Type != "reference",
        MaxLength = field.MaxLength,
        Precision = field.Precision,
        Scale = field.Scale,
        PicklistValues = [.. (field.Choices ?? []).Select(value => new PicklistValue { Value = value, Label = value })],
        RestrictedPicklist = field.Choices is not null,
        ReferenceTo = field.References is null ? [] : [field.References],
        RelationshipName = field.Path,
    };
}

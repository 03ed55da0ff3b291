using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Turns describe results into the contract's schema.</summary>
internal static class SchemaMapper
{
    private static readonly string[] ChangeFields = ["SystemModstamp", "LastModifiedDate", "CreatedDate"];

    internal static FieldType TypeOf(SObjectField field) => field.Type switch
    {
        "reference" => FieldType.Reference,
        "boolean" => FieldType.Boolean,
        "int" or "long" => FieldType.Int64,
        "double" or "currency" or "percent" => FieldType.Decimal,
        "date" => FieldType.Date,
        "datetime" => FieldType.Timestamp,
        "time" => FieldType.Time,
        "address" or "location" or "complexvalue" or "json" => FieldType.Json,
        _ => FieldType.String,
    };

    /// <summary>An upsert can find a record by its id, by an external id, and by a standard field that identifies it.</summary>
    internal static bool IsUpsertKey(SObjectField field) => field.Type == "id" || field.ExternalId || (field.IdLookup && field.Unique);

    internal static ObjectSchema ToSchema(SObjectDescribe describe, string etag) => new()
    {
        Name = describe.Name,
        Label = describe.Label ?? describe.Name,
        Fields = [.. describe.Fields.Where(field => !field.DeprecatedAndHidden).Select(field => ToField(field, Controller(describe, field)))],
        KeyFields = describe.Fields.Any(field => field.Name == "Id") ? ["Id"] : [],
        ChangeField = ChangeFields.FirstOrDefault(name => describe.Fields.Any(field => field.Name == name && field.Filterable)),
        ETag = etag,
    };

    internal static IReadOnlyList<Relationship> ToRelationships(SObjectDescribe describe)
    {
        var parents = describe.Fields
            .Where(field => field.Type == "reference")
            .SelectMany(field => field.ReferenceTo.Select(target => new Relationship
            {
                Name = field.RelationshipName,
                FromObject = describe.Name,
                ToObject = target,
                Field = field.Name,
                Kind = RelationshipKind.Parent,
                CascadeDelete = field.CascadeDelete,
            }));
        var children = describe.ChildRelationships
            .Where(child => !child.DeprecatedAndHidden && child.ChildSObject is not null && child.Field is not null)
            .Select(child => new Relationship
            {
                Name = string.IsNullOrEmpty(child.RelationshipName) ? null : child.RelationshipName,
                FromObject = describe.Name,
                ToObject = child.ChildSObject!,
                Field = child.Field!,
                Kind = RelationshipKind.Children,
                CascadeDelete = child.CascadeDelete,
            });
        return [.. parents, .. children];
    }

    private static SObjectField? Controller(SObjectDescribe describe, SObjectField field) =>
        field.DependentPicklist && field.ControllerName is { Length: > 0 } name ? describe.Fields.Find(other => string.Equals(other.Name, name, StringComparison.OrdinalIgnoreCase)) : null;

    /// <summary>The controlling values whose bits are set. A controlling checkbox has the values false and true.</summary>
    private static IReadOnlyList<string>? ValidFor(SObjectPicklistValue value, SObjectField? controller)
    {
        if (controller is null || value.ValidFor is not { } bits)
            return null;
        IReadOnlyList<string> choices = controller.Type == "boolean" ? ["false", "true"] : [.. controller.PicklistValues.Select(choice => choice.Value ?? "")];
        return [.. choices.Where((_, i) => i / 8 < bits.Length && (bits[i / 8] & (0x80 >> (i % 8))) != 0)];
    }

    private static FieldSchema ToField(SObjectField field, SObjectField? controller)
    {
        var type = TypeOf(field);
        return new FieldSchema
        {
            Name = field.Name,
            Type = type,
            Label = field.Label ?? field.Name,
            NativeType = field.Type,
            Description = field.InlineHelpText ?? "",
            Nullable = field.Nillable,
            RequiredForCreate = !field.Nillable && field.Createable && !field.DefaultedOnCreate,
            Creatable = field.Createable,
            Updatable = field.Updateable,
            Filterable = field.Filterable,
            Sortable = field.Sortable,
            Unique = field.Unique || field.Type == "id",
            UpsertKey = IsUpsertKey(field),
            Custom = field.Custom,
            Calculated = field.Calculated || field.AutoNumber,
            MaxLength = type is FieldType.String or FieldType.Reference && field.Length > 0 ? field.Length : null,
            Precision = type == FieldType.Decimal && field.Precision > 0 ? field.Precision : type == FieldType.Int64 && field.Digits > 0 ? field.Digits : null,
            Scale = type == FieldType.Decimal && field.Precision > 0 ? field.Scale : null,
            PicklistValues = [.. field.PicklistValues.Where(value => value.Value is not null).Select(value => new PicklistValue { Value = value.Value!, Label = value.Label ?? value.Value!, Active = value.Active, ValidFor = ValidFor(value, controller) })],
            RestrictedPicklist = field.RestrictedPicklist,
            ControllingField = controller?.Name,
            CompoundField = string.IsNullOrEmpty(field.CompoundFieldName) || field.CompoundFieldName == field.Name ? null : field.CompoundFieldName,
            Formula = string.IsNullOrEmpty(field.CalculatedFormula) ? null : field.CalculatedFormula,
            Encrypted = field.Encrypted || field.Type == "encryptedstring",
            ReferenceTo = field.ReferenceTo,
            RelationshipName = string.IsNullOrEmpty(field.RelationshipName) ? null : field.RelationshipName,
        };
    }
}

using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>One object as the org describes it, with its names for look-ups without case.</summary>
internal sealed class DescribedObject
{
    private readonly Dictionary<string, SObjectField> fields;
    private readonly Dictionary<string, SObjectField> relationships;

    internal DescribedObject(SObjectDescribe describe, string etag, string? lastModified)
    {
        Describe = describe;
        LastModified = lastModified;
        fields = new(describe.Fields.Count, StringComparer.OrdinalIgnoreCase);
        relationships = new(StringComparer.OrdinalIgnoreCase);
        foreach (var field in describe.Fields)
        {
            fields.TryAdd(field.Name, field);
            if (field.RelationshipName is { Length: > 0 } name && field.ReferenceTo.Count > 0)
                relationships.TryAdd(name, field);
        }

        Schema = SchemaMapper.ToSchema(describe, etag);
    }

    internal SObjectDescribe Describe { get; }

    internal ObjectSchema Schema { get; }

    internal string? LastModified { get; }

    internal string Name => Describe.Name;

    internal IEnumerable<string> FieldNames => Describe.Fields.Select(each => each.Name);

    internal IEnumerable<string> RelationshipNames => relationships.Keys;

    internal SObjectField? Field(string name) => fields.GetValueOrDefault(name);

    internal SObjectField? Parent(string relationshipName) => relationships.GetValueOrDefault(relationshipName);
}

using System.Text.Json.Serialization;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Approval;

/// <summary>
/// A hash over what an approved script touches of an object: each touched field's type and rules, and the fields that a new record must have.
/// A field that is added and not touched changes nothing.
/// </summary>
public static partial class SchemaFingerprint
{
    /// <summary>The hash of the touched part of a schema, in hexadecimal.</summary>
    /// <param name="schema">The object as it is.</param>
    /// <param name="touched">The fields that are read or written; paths along relationships count by their first part.</param>
    /// <param name="written">True when the script writes the object.</param>
    /// <param name="typesOnly">True for an object that the plan itself creates: only names, types and the key count.</param>
    public static string Of(ObjectSchema schema, IEnumerable<string> touched, bool written, bool typesOnly)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(touched);
        var names = touched.Select(name => name.Split('.')[0]).ToHashSet(StringComparer.Ordinal);
        var fields = schema.Fields
            .Where(field => names.Contains(field.Name) || (field.RelationshipName is { } relationship && names.Contains(relationship)) || (written && !typesOnly && field.RequiredForCreate))
            .OrderBy(field => field.Name, StringComparer.Ordinal)
            .Select(field => typesOnly ? new Shape { Name = field.Name, Type = field.Type } : Whole(field));
        return CanonicalJson.Hash(
            new Fingerprint { Object = schema.Name, Key = schema.KeyFields, Fields = [.. fields] },
            FingerprintJson.Default.Fingerprint);
    }

    private static Shape Whole(FieldSchema field) => new()
    {
        Name = field.Name,
        Type = field.Type,
        Native = field.NativeType,
        Nullable = field.Nullable,
        Required = field.RequiredForCreate,
        Creatable = field.Creatable,
        Updatable = field.Updatable,
        Calculated = field.Calculated,
        MaxLength = field.MaxLength,
        Precision = field.Precision,
        Scale = field.Scale,
        ReferenceTo = field.ReferenceTo,
        Picklist = field.RestrictedPicklist ? [.. field.PicklistValues.Where(value => value.Active).Select(value => value.Value)] : [],
    };

    internal sealed class Fingerprint
    {
        public required string Object { get; init; }

        public required IReadOnlyList<string> Key { get; init; }

        public required IReadOnlyList<Shape> Fields { get; init; }
    }

    internal sealed class Shape
    {
        public required string Name { get; init; }

        public required FieldType Type { get; init; }

        public string? Native { get; init; }

        public bool? Nullable { get; init; }

        public bool? Required { get; init; }

        public bool? Creatable { get; init; }

        public bool? Updatable { get; init; }

        public bool? Calculated { get; init; }

        public int? MaxLength { get; init; }

        public int? Precision { get; init; }

        public int? Scale { get; init; }

        public IReadOnlyList<string>? ReferenceTo { get; init; }

        public IReadOnlyList<string>? Picklist { get; init; }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(Fingerprint))]
    private sealed partial class FingerprintJson : JsonSerializerContext;
}

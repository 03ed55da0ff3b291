using System.Reflection;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Scripting;

/// <summary>The properties of a binding class that stand for fields, in the order in which they are declared.</summary>
internal sealed class FieldBinding
{
    public required PropertyInfo Property { get; init; }

    public required string Name { get; init; }

    public required FieldType Type { get; init; }

    public static IReadOnlyList<FieldBinding> Of(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(property => (Property: property, Field: property.GetCustomAttribute<FieldAttribute>()))
            .Where(pair => pair.Field is not null)
            .OrderBy(pair => pair.Property.MetadataToken)
            .Select(pair => new FieldBinding { Property = pair.Property, Name = pair.Field!.Name, Type = pair.Field.Type }),
    ];
}

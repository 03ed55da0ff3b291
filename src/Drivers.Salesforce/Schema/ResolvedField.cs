using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>A field or path of a request, found in the org's schema.</summary>
/// <param name="Requested">As the request named it.</param>
/// <param name="Path">The declared names, as they stand in an answer.</param>
/// <param name="Owner">The object that has the field.</param>
/// <param name="Field">The field at the end.</param>
internal sealed record ResolvedField(string Requested, IReadOnlyList<string> Path, DescribedObject Owner, SObjectField Field)
{
    internal FieldType Type { get; } = SchemaMapper.TypeOf(Field);

    internal string Soql { get; } = string.Join('.', Path);
}

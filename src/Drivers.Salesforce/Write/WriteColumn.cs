using System.Text.Json;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>A column of a write.</summary>
/// <param name="Ordinal">Its position in the records.</param>
/// <param name="Parent">The relationship where the column names the parent by its external id; null for a field of the object itself.</param>
/// <param name="Name">The field.</param>
internal sealed record WriteColumn(int Ordinal, string? Parent, string Name)
{
    internal JsonEncodedText Property { get; } = JsonEncodedText.Encode(Name);

    /// <summary>The field of the object that is set: for a parent by external id, the reference.</summary>
    internal string Label => Parent is null ? Name : $"{Parent}.{Name}";
}

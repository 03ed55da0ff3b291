namespace IntegrationAgent.Driver.Conformance.Tests.Reference;

/// <summary>An object of the reference system: its fields, and its rows by id.</summary>
internal sealed class ReferenceTable(IEnumerable<ConformanceField> fields)
{
    public List<ConformanceField> Fields { get; } = [.. fields];

    public SortedDictionary<string, ConformanceRow> Rows { get; } = new(StringComparer.Ordinal);
}

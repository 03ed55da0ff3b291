using IntegrationAgent.Driver.Conformance.Records;

namespace IntegrationAgent.Driver.Conformance.Checks;

/// <summary>What one reading of changes gave.</summary>
internal sealed class ChangeRead
{
    public QueryRead Changed { get; } = new();

    /// <summary>The keys of the changed records of each page.</summary>
    public List<IReadOnlyList<string>> Pages { get; } = [];

    public HashSet<string> Keys { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Deleted { get; } = new(StringComparer.Ordinal);

    public List<string> Positions { get; } = [];

    public DriverException? Error { get; set; }

    public StopReason? Stop { get; set; }
}

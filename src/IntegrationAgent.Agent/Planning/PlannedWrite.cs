namespace IntegrationAgent.Agent.Planning;

/// <summary>One write of the script: totals over every record, and a sample.</summary>
public sealed class PlannedWrite
{
    /// <summary>The connection.</summary>
    public required string Connection { get; init; }

    /// <summary>The object.</summary>
    public required string Object { get; init; }

    /// <summary>The verb: <c>upsert</c>, <c>insert</c>, <c>update</c> or <c>delete</c>.</summary>
    public required string Verb { get; init; }

    /// <summary>The key.</summary>
    public required IReadOnlyList<string> KeyFields { get; init; }

    /// <summary>Records in all.</summary>
    public required long Records { get; init; }

    /// <summary>Records that would be created.</summary>
    public required long Creates { get; init; }

    /// <summary>Records that would be changed.</summary>
    public required long Updates { get; init; }

    /// <summary>Records that are as they should be.</summary>
    public required long Unchanged { get; init; }

    /// <summary>Records without a key, or with a key that an earlier record of the same run had.</summary>
    public required long Doubtful { get; init; }

    /// <summary>The way that its records take: <c>pages</c>, or <c>bulk</c> through jobs of the target.</summary>
    /// <value>pages</value>
    public string Way { get; init; } = "pages";

    /// <summary>Why that way.</summary>
    /// <value>empty for a plan of an earlier version</value>
    public string WayBecause { get; init; } = "";

    /// <summary>What happens to each field.</summary>
    public IReadOnlyList<PlannedField> Fields { get; init; } = [];

    /// <summary>Some records, chosen by the plan's seed, updates first.</summary>
    public IReadOnlyList<PlannedRecord> Samples { get; init; } = [];
}

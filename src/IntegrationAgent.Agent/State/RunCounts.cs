using System.Text.Json.Serialization;

namespace IntegrationAgent.Agent.State;

/// <summary>What became of the records of a run so far. Counts of records, not of calls.</summary>
public sealed record RunCounts
{
    /// <summary>Read from the source.</summary>
    public long Read { get; init; }

    /// <summary>Written as new.</summary>
    public long Created { get; init; }

    /// <summary>Written over an existing record that differed.</summary>
    public long Updated { get; init; }

    /// <summary>Found equal at the target.</summary>
    public long Unchanged { get; init; }

    /// <summary>Deleted at the target.</summary>
    public long Deleted { get; init; }

    /// <summary>Left out by the script's own filter or rule.</summary>
    public long Skipped { get; init; }

    /// <summary>Set aside with a reason.</summary>
    public long Quarantined { get; init; }

    /// <summary>Whether every record read is accounted for.</summary>
    [JsonIgnore]
    public bool AddsUp => Read == Created + Updated + Unchanged + Deleted + Skipped + Quarantined;

    /// <summary>The sum, field by field.</summary>
    public static RunCounts operator +(RunCounts left, RunCounts right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new RunCounts
        {
            Read = left.Read + right.Read,
            Created = left.Created + right.Created,
            Updated = left.Updated + right.Updated,
            Unchanged = left.Unchanged + right.Unchanged,
            Deleted = left.Deleted + right.Deleted,
            Skipped = left.Skipped + right.Skipped,
            Quarantined = left.Quarantined + right.Quarantined,
        };
    }

    /// <summary>The sum, field by field.</summary>
    public RunCounts Add(RunCounts other) => this + other;
}

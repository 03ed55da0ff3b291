using IntegrationAgent.Agent.Effects;

namespace IntegrationAgent.Agent.Planning;

/// <summary>
/// What a run would do, from a dry run with real reads and captured writes: what a person approves. Totals are over all effects; what is listed is capped and says so.
/// </summary>
public sealed class Plan
{
    /// <summary>The version of this shape.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The integration.</summary>
    public required string Integration { get; init; }

    /// <summary>The script's hash.</summary>
    public required string ScriptSha256 { get; init; }

    /// <summary>The compiled script's hash.</summary>
    public required string AssemblySha256 { get; init; }

    /// <summary>The logical time of the dry run.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Chose the samples.</summary>
    public required long Seed { get; init; }

    /// <summary>What the script reads as <c>job.Parameters</c>; null where it was given none.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? Parameters { get; init; }

    /// <summary>True for a dry run over part of the source: it cannot be approved.</summary>
    public bool SampleOnly { get; init; }

    /// <summary>What the script may do, as its analysis found.</summary>
    public required IReadOnlyList<Effect> Effects { get; init; }

    /// <summary>What was read.</summary>
    public IReadOnlyList<PlannedRead> Reads { get; init; } = [];

    /// <summary>What would be written.</summary>
    public IReadOnlyList<PlannedWrite> Writes { get; init; } = [];

    /// <summary>Objects that would be created.</summary>
    public IReadOnlyList<PlannedObject> Objects { get; init; } = [];

    /// <summary>What would be deleted.</summary>
    public required PlannedDeletes Deletes { get; init; }

    /// <summary>Calls that the run is expected to make, by connection.</summary>
    public IReadOnlyDictionary<string, long> Calls { get; init; } = new SortedDictionary<string, long>(StringComparer.Ordinal);

    /// <summary>Scopes that the connections have, by connection.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Scopes { get; init; } = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>What a reader should know besides: a step that has left the flow, a filter that the runtime applies.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The literals of the script and where each comes from.</summary>
    public IReadOnlyList<PlannedLiteral> Literals { get; init; } = [];

    /// <summary>The files that hold every single effect, with their digests.</summary>
    public IReadOnlyList<PlanSegment> Segments { get; init; } = [];

    /// <summary>Records created, over all writes.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long Creates => Writes.Sum(write => write.Creates);

    /// <summary>Records changed, over all writes.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long Updates => Writes.Sum(write => write.Updates);

    /// <summary>Records read, over all reads.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long RecordsRead => Reads.Sum(read => read.Records);

    /// <summary>SHA-256 over the canonical form.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Digest => CanonicalJson.Hash(this, PlanJson.Default.Plan);
}

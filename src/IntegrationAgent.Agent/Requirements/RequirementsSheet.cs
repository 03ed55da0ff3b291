using IntegrationAgent.Agent.Effects;

namespace IntegrationAgent.Agent.Requirements;

/// <summary>
/// What the user wants, item by item: filled by the dialog, shown to the user, and the bound on what a script may do. Code may be proposed only when
/// <see cref="Missing"/> is empty.
/// </summary>
public sealed record RequirementsSheet
{
    /// <summary>The version of this shape.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The integration's name.</summary>
    public required string Integration { get; init; }

    /// <summary>The user's own words.</summary>
    public required string Request { get; init; }

    /// <summary>Where records come from; null while open.</summary>
    public ObjectChoice? Source { get; init; }

    /// <summary>Where they go; null while open.</summary>
    public ObjectChoice? Target { get; init; }

    /// <summary>Which field goes where; empty while open.</summary>
    public IReadOnlyList<FieldMapping> Fields { get; init; } = [];

    /// <summary>Which records; empty for all.</summary>
    public IReadOnlyList<FilterRule> Filters { get; init; } = [];

    /// <summary>The field of the source that identifies a record; null while open.</summary>
    public string? SourceKey { get; init; }

    /// <summary>The field of the target that identifies a record; null while open.</summary>
    public string? TargetKey { get; init; }

    /// <summary>The source's field by which only changes are read; null to read everything each time.</summary>
    public string? ChangeField { get; init; }

    /// <summary>What happens to a record that is there already; null while open.</summary>
    public ConflictRule? Conflict { get; init; }

    /// <summary>What happens when a record is deleted at the source; null while open.</summary>
    public SourceDeleteRule? Deletes { get; init; }

    /// <summary>When it runs: <c>by hand</c> or a cron expression.</summary>
    public string Schedule { get; init; } = "by hand";

    /// <summary>About how many records a full run reads; null while unknown.</summary>
    public long? Volume { get; init; }

    /// <summary>Whom to ask about it; empty for whoever runs it.</summary>
    public string Owner { get; init; } = "";

    /// <summary>True when the target's object is to be created where it is absent.</summary>
    public bool CreateTarget { get; init; }

    /// <summary>Questions that were asked, with their answers.</summary>
    public IReadOnlyList<AnsweredQuestion> Questions { get; init; } = [];

    /// <summary>Further effects that the user has agreed to, beyond what the items above imply.</summary>
    public IReadOnlyList<Effect> Extra { get; init; } = [];

    /// <summary>The items that are still open, in the order in which they are asked.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<string> Missing
    {
        get
        {
            var missing = new List<string>();
            Note(Source is null, "source object");
            Note(Target is null, "target object");
            Note(Fields.Count == 0 || Fields.Any(mapping => mapping.SourceField.Length == 0), "fields");
            Note(SourceKey is null || TargetKey is null, "match key");
            Note(Conflict is null, "conflict rule");
            Note(Deletes is null, "delete rule");
            return missing;

            void Note(bool open, string item)
            {
                if (open)
                    missing.Add(item);
            }
        }
    }

    /// <summary>What a script for this sheet may do: reading, writing by key and, where the sheet says so, creating the target's object and deleting.</summary>
    public IReadOnlyList<Effect> AllowedEffects()
    {
        if (Source is null || Target is null || SourceKey is null || TargetKey is null)
            return Extra;
        var read = Fields.Select(field => field.SourceField).Append(SourceKey).Concat(Filters.Select(filter => filter.Field));
        if (ChangeField is not null)
            read = read.Append(ChangeField);
        var written = Sorted(Fields.Select(field => field.TargetField).Append(TargetKey));
        var effects = new List<Effect>
        {
            new() { Connection = Source.Connection, Object = Source.Object, Verb = EffectVerb.Read, Fields = Sorted(read) },
            new()
            {
                Connection = Target.Connection,
                Object = Target.Object,
                Verb = Conflict == ConflictRule.CreateOnly ? EffectVerb.Insert : EffectVerb.Upsert,
                Fields = written,
                KeyFields = [TargetKey],
            },
        };
        if (CreateTarget)
            effects.Add(new Effect { Connection = Target.Connection, Object = Target.Object, Verb = EffectVerb.CreateObject, Fields = written, KeyFields = [TargetKey] });
        if (Deletes == SourceDeleteRule.Delete)
            effects.Add(new Effect { Connection = Target.Connection, Object = Target.Object, Verb = EffectVerb.Delete, Fields = [TargetKey], KeyFields = [TargetKey] });
        return [.. effects, .. Extra];
    }

    private static IReadOnlyList<string> Sorted(IEnumerable<string> names) => [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}

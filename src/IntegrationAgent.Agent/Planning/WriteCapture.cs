using System.Globalization;
using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.Planning;

/// <summary>One write of a script during a dry run: every record is compared with its before-image and counted, and some are kept to be shown.</summary>
internal sealed class WriteCapture(ScriptWriteBody body, BeforeImages images, bool targetExists, PlanSpill spill, Random random)
{
    private const int SamplesOfAKind = 5;
    private readonly List<(double Priority, PlannedRecord Record)> creates = [];
    private readonly List<(double Priority, PlannedRecord Record)> updates = [];
    private readonly HashSet<ulong> seen = [];
    private FieldTotals[]? totals;
    private string[] fields = [];
    private int[] keyOrdinals = [];
    private long records;
    private long created;
    private long updated;
    private long unchanged;
    private long doubtful;

    public ScriptWriteBody Body { get; } = body;

    public int Queries => images.Queries;

    public async Task AddAsync(RecordPage page, CancellationToken cancellationToken)
    {
        if (totals is null)
        {
            fields = [.. page.Schema.Fields.Select(field => field.Name)];
            totals = [.. fields.Select(field => new FieldTotals(field))];
            keyOrdinals = KeyText.Ordinals(page.Schema, Body.KeyFields);
        }

        var before = targetExists && Body.Mode != WriteMode.Insert
            ? await images.ReadAsync(page, fields, cancellationToken).ConfigureAwait(false)
            : [];
        foreach (var record in page)
            Add(record, before);
    }

    public PlannedWrite ToWrite(IReadOnlyList<string> capabilities) => ToWrite(BulkChoice.Of(capabilities, Body.Mode, records));

    private PlannedWrite ToWrite(BulkChoice choice) => new()
    {
        Way = choice.Way,
        WayBecause = choice.Because,
        Connection = Body.Connection,
        Object = Body.Object,
        Verb = Body.Mode.ToString().ToLowerInvariant(),
        KeyFields = Body.KeyFields,
        Records = records,
        Creates = created,
        Updates = updated,
        Unchanged = unchanged,
        Doubtful = doubtful,
        Fields = [.. (totals ?? []).Select(total => total.ToField())],
        Samples = [.. Chosen(updates), .. Chosen(creates)],
    };

    public ScriptWriteReply ToReply() => new() { Created = created, Updated = updated, Unchanged = unchanged };

    private void Add(Record record, Dictionary<string, RecordValue[]> before)
    {
        records++;
        // What is inserted without a key replaces nothing, and no two of it are the same record; in the plan it goes by its place.
        var key = keyOrdinals.Length > 0 ? KeyText.Of(record, keyOrdinals) : string.Create(CultureInfo.InvariantCulture, $"#{records}");
        var after = new RecordValue[fields.Length];
        for (var i = 0; i < after.Length; i++)
            after[i] = record.GetValue(i);
        if (keyOrdinals.Any(ordinal => after[ordinal].IsNull))
        {
            doubtful++;
            return;
        }

        // A later record with the same key meets what the earlier one would have left there, and a person should know of it.
        if (keyOrdinals.Length > 0 && !seen.Add(Hash(key)))
            doubtful++;
        before.TryGetValue(key, out var image);
        Count(key, image, after);
        if (keyOrdinals.Length > 0)
            before[key] = Merge(image, after);
    }

    private void Count(string key, RecordValue[]? image, RecordValue[] after)
    {
        var changes = new List<PlannedChange>();
        for (var i = 0; i < after.Length; i++)
        {
            if (after[i].State == ValueState.Absent)
                continue;
            totals![i].Add(image?[i], after[i]);
            if (image is null ? !after[i].IsNull : !ValueComparer.Same(image[i], after[i]))
                changes.Add(new PlannedChange { Field = fields[i], Before = Shown(image?[i]), After = Shown(after[i]) });
        }

        if (image is null)
        {
            created++;
            Keep(creates, new PlannedRecord { Key = key, Kind = "create", Changes = changes });
            spill.Add(Body.Connection, Body.Object, "create", key, fields, [], after);
        }
        else if (changes.Count > 0)
        {
            updated++;
            Keep(updates, new PlannedRecord { Key = key, Kind = "update", Changes = changes });
            spill.Add(Body.Connection, Body.Object, "update", key, fields, image, after);
        }
        else
        {
            unchanged++;
        }
    }

    private void Keep(List<(double Priority, PlannedRecord Record)> kept, PlannedRecord record)
    {
        var priority = random.NextDouble();
        if (kept.Count < SamplesOfAKind)
        {
            kept.Add((priority, record));
            return;
        }

        var worst = 0;
        for (var i = 1; i < kept.Count; i++)
        {
            if (kept[i].Priority > kept[worst].Priority)
                worst = i;
        }

        if (priority < kept[worst].Priority)
            kept[worst] = (priority, record);
    }

    private static IEnumerable<PlannedRecord> Chosen(List<(double Priority, PlannedRecord Record)> kept) =>
        kept.OrderBy(item => item.Record.Key, StringComparer.Ordinal).Select(item => item.Record);

    private static RecordValue[] Merge(RecordValue[]? image, RecordValue[] after)
    {
        if (image is null)
            return after;
        var merged = new RecordValue[after.Length];
        for (var i = 0; i < after.Length; i++)
            merged[i] = after[i].State == ValueState.Absent ? image[i] : after[i];
        return merged;
    }

    /// <summary>FNV-1a, 64 bits: the same in every process.</summary>
    private static ulong Hash(string key)
    {
        var hash = 14695981039346656037UL;
        foreach (var character in key)
            hash = (hash ^ character) * 1099511628211UL;
        return hash;
    }

    private static string? Shown(RecordValue? value) => value is not { IsNull: false } present ? null : FieldTotals.Cut(ValueComparer.Canonical(present));
}

using System.Globalization;
using System.Text.Json;

namespace Acme_Drivers.Zephyr.Sample;

/// <summary>The records of one object, in memory. Used under the server's lock.</summary>
public sealed class SampleTable(string name, string label, IReadOnlyList<SampleField> fields)
{
    private readonly SortedDictionary<string, Dictionary<string, object?>> records = new(StringComparer.Ordinal);
    private readonly List<SampleField> all = [.. fields];
    private List<Dictionary<string, object?>>? ordered;
    private int last;

    public string Name { get; } = name;

    public string Label { get; } = label;

    public bool Custom { get; init; }

    public IReadOnlyList<SampleField> Fields => all;

    /// <summary>How many records were created, changed or deleted, and fields added, since the start.</summary>
    public long Mutations { get; private set; }

    public int Count => records.Count;

    /// <summary>The records, ordered by id.</summary>
    public IReadOnlyList<Dictionary<string, object?>> Records => ordered ??= [.. records.Values];

    public SampleField Field(string field) => Fields.FirstOrDefault(one => one.Name == field) ?? throw new SampleFault(400, "unknown_field", field);

    public Dictionary<string, object?>? Find(string id) => records.GetValueOrDefault(id);

    /// <summary>Adds a field, as an administrator would. Records that are there have no value for it.</summary>
    public void AddField(SampleField field)
    {
        all.Add(field);
        foreach (var record in records.Values)
            record[field.Name] = null;
        Changed();
    }

    public void Remove(string id)
    {
        records.Remove(id);
        Changed();
    }

    /// <summary>Adds a record as it is and returns its id.</summary>
    public string Add(Dictionary<string, object?> values, DateTimeOffset now)
    {
        var id = values.GetValueOrDefault("id") as string ?? string.Create(CultureInfo.InvariantCulture, $"{Name[..3]}_{++last:D7}");
        var record = Fields.ToDictionary(field => field.Name, field => values.GetValueOrDefault(field.Name), StringComparer.Ordinal);
        record["id"] = id;
        record["updated_at"] = values.GetValueOrDefault("updated_at") ?? now;
        records[id] = record;
        Changed();
        return id;
    }

    /// <summary>Writes one record of a batch and tells what became of it.</summary>
    public (string Status, string Id) Write(string mode, string? key, JsonElement sent, DateTimeOffset now)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var property in sent.EnumerateObject())
        {
            var field = Field(property.Name);
            if (!field.Writable && property.Name != key)
                throw new SampleFault(422, "read_only", field.Name);
            values[field.Name] = SampleValues.FromJson(field, property.Value);
        }

        var found = key is null ? null : records.Values.FirstOrDefault(record => SampleValues.Compare(record[key], values.GetValueOrDefault(key)) == 0 && record[key] is not null);
        switch (mode)
        {
            case "delete":
                if (found is null)
                    return ("unchanged", "");
                Remove((string)found["id"]!);
                return ("deleted", (string)found["id"]!);
            case "update" when found is null:
                throw new SampleFault(404, "not_found", key);
        }

        foreach (var field in Fields.Where(field => field.Unique && values.GetValueOrDefault(field.Name) is not null))
        {
            if (records.Values.Any(other => !ReferenceEquals(other, found) && SampleValues.Compare(other[field.Name], values[field.Name]) == 0))
                throw new SampleFault(409, "duplicate", field.Name);
        }

        if (found is null)
        {
            if (Fields.FirstOrDefault(field => field.Required && field.Writable && values.GetValueOrDefault(field.Name) is null) is { } missing)
                throw new SampleFault(422, "required", missing.Name);
            return ("created", Add(values, now));
        }

        if (values.All(pair => SampleValues.Compare(found[pair.Key], pair.Value) == 0))
            return ("unchanged", (string)found["id"]!);
        foreach (var (field, value) in values)
            found[field] = value;
        found["updated_at"] = now;
        Changed();
        return ("updated", (string)found["id"]!);
    }

    /// <summary>Keeps what the records are now, to return to it.</summary>
    public Action Keep()
    {
        var copy = records.ToDictionary(pair => pair.Key, pair => new Dictionary<string, object?>(pair.Value), StringComparer.Ordinal);
        var mutations = Mutations;
        return () =>
        {
            records.Clear();
            foreach (var (id, record) in copy)
                records[id] = record;
            ordered = null;
            Mutations = mutations;
        };
    }

    private void Changed()
    {
        ordered = null;
        Mutations++;
    }
}

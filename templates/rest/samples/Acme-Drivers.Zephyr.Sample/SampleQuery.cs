using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Primitives;

namespace Acme_Drivers.Zephyr.Sample;

/// <summary>One page of records: fields with paths, conditions, order, and a position that stays right while records come and go.</summary>
internal sealed class SampleQuery(SampleStore store, SampleTable table, IReadOnlyDictionary<string, StringValues> query)
{
    public byte[] Run()
    {
        var fields = One("fields")?.Split(',') ?? ["id"];
        foreach (var field in fields)
            _ = Resolve(field);
        var sort = (One("sort")?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? []).Select(part => (Field: part.TrimStart('-'), Descending: part.StartsWith('-'))).ToList();
        var conditions = query.GetValueOrDefault("filter").Select(Condition).ToList();
        var matching = table.Records.Where(record => conditions.All(condition => condition(record))).Select(record => (Keys: Keys(sort, record), Record: record)).ToList();
        if (sort.Count > 0)
            matching.Sort((left, right) => Compare(sort, left.Keys, right.Keys));
        if (One("cursor") is { } cursor)
        {
            var after = Position(cursor, sort);
            var passed = matching.BinarySearch((after, []), Comparer<(object?[] Keys, Dictionary<string, object?> Record)>.Create((left, right) => Compare(sort, left.Keys, right.Keys)));
            matching.RemoveRange(0, passed >= 0 ? passed + 1 : ~passed);
        }

        var limit = int.TryParse(One("limit"), CultureInfo.InvariantCulture, out var most) && most is > 0 and <= 1000 ? most : throw new SampleFault(400, "invalid_request", "limit");
        return Write(fields, matching, Math.Min(limit, matching.Count));
    }

    private byte[] Write(string[] fields, List<(object?[] Keys, Dictionary<string, object?> Record)> matching, int count)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("records");
            foreach (var (_, record) in matching.Take(count))
                WriteRecord(json, record, [.. fields.Select(field => field.Split('.'))], table);
            json.WriteEndArray();
            var remaining = matching.Count - count;
            json.WriteNumber("remaining", remaining);
            json.WriteString("next", remaining == 0 ? null : Cursor(matching[count - 1].Keys));
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private void WriteRecord(Utf8JsonWriter json, Dictionary<string, object?> record, List<string[]> paths, SampleTable of)
    {
        json.WriteStartObject();
        foreach (var path in paths.Where(path => path.Length == 1))
        {
            json.WritePropertyName(path[0]);
            SampleValues.Write(json, record[path[0]]);
        }

        foreach (var group in paths.Where(path => path.Length > 1).GroupBy(path => path[0]))
        {
            var reference = of.Fields.First(field => field.Path == group.Key);
            var parents = store.Table(reference.References!);
            json.WritePropertyName(group.Key);
            if (record[reference.Name] is string id && parents.Find(id) is { } parent)
                WriteRecord(json, parent, [.. group.Select(path => path[1..])], parents);
            else
                json.WriteNullValue();
        }

        json.WriteEndObject();
    }

    private Func<Dictionary<string, object?>, bool> Condition(string? text)
    {
        var parts = (text ?? "").Split(':', 3);
        if (parts.Length != 3)
            throw new SampleFault(400, "invalid_request", "filter");
        var field = Resolve(parts[0]);
        if (parts[1] is "empty" or "set")
            return record => Value(record, parts[0]) is null == (parts[1] == "empty");
        var against = SampleValues.Parse(field, parts[2]);
        return record =>
        {
            var value = Value(record, parts[0]);
            if (value is null)
                return parts[1] == "ne";
            var order = SampleValues.Compare(value, against);
            return parts[1] switch
            {
                "eq" => order == 0,
                "ne" => order != 0,
                "lt" => order < 0,
                "le" => order <= 0,
                "gt" => order > 0,
                "ge" => order >= 0,
                _ => throw new SampleFault(400, "invalid_request", "filter"),
            };
        };
    }

    private SampleField Resolve(string path)
    {
        var of = table;
        var parts = path.Split('.');
        foreach (var part in parts[..^1])
            of = store.Table(of.Fields.FirstOrDefault(field => field.Path == part)?.References ?? throw new SampleFault(400, "unknown_field", path));
        return of.Field(parts[^1]);
    }

    private object? Value(Dictionary<string, object?> record, string path)
    {
        var (of, at) = (table, record);
        var parts = path.Split('.');
        foreach (var part in parts[..^1])
        {
            var reference = of.Fields.First(field => field.Path == part);
            of = store.Table(reference.References!);
            if (at[reference.Name] is not string id || of.Find(id) is not { } parent)
                return null;
            at = parent;
        }

        return at[parts[^1]];
    }

    private object?[] Keys(List<(string Field, bool Descending)> sort, Dictionary<string, object?> record) =>
        [.. sort.Select(term => Value(record, term.Field)), record["id"]];

    private static int Compare(List<(string Field, bool Descending)> sort, object?[] left, object?[] right)
    {
        for (var i = 0; i < left.Length; i++)
        {
            var order = SampleValues.Compare(left[i], right[i]);
            if (order != 0)
                return i < sort.Count && sort[i].Descending ? -order : order;
        }

        return 0;
    }

    /// <summary>The place of a record in the order, not its number: what is added or deleted meanwhile moves nothing.</summary>
    private string Cursor(object?[] keys) =>
        Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes<string?[]>([Kind(), .. keys.Select(key => key is null ? null : SampleValues.ToText(key))]));

    private object?[] Position(string cursor, List<(string Field, bool Descending)> sort)
    {
        try
        {
            var parts = JsonSerializer.Deserialize<string?[]>(Convert.FromBase64String(cursor))!;
            if (parts.Length == sort.Count + 2 && parts[0] == Kind())
                return [.. parts[1..^1].Select((text, index) => text is null ? null : SampleValues.Parse(Resolve(sort[index].Field), text)), parts[^1]];
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            throw new SampleFault(410, "cursor_expired");
        }

        throw new SampleFault(410, "cursor_expired");
    }

    /// <summary>A cursor belongs to one query and no other.</summary>
    private string Kind() => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes($"{table.Name}|{One("sort")}|{string.Join('|', query.GetValueOrDefault("filter").AsEnumerable())}")))[..16];

    private string? One(string name) => query.TryGetValue(name, out var value) ? value.ToString() : null;
}

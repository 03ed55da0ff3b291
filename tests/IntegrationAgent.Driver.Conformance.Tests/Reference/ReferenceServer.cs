using System.Text;
using System.Text.Json;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Driver.Conformance.Tests.Reference;

/// <summary>A small system over real HTTP: objects with fields, rows by pages, changes by number, batches, tokens that rotate.</summary>
internal sealed partial class ReferenceServer : IAsyncDisposable
{
    public const string ClientId = "app-reference";
    public const string ClientSecret = "s3cr3t-Ref/erence+value";
    public const int BatchSize = 100;
    private const int MaxPage = 500;
    private readonly Lock gate = new();
    private readonly TimeProvider clock;
    private readonly int seed;
    private readonly StubServer http;
    private readonly Dictionary<string, ReferenceTable> tables = new(StringComparer.Ordinal);
    private readonly ReferenceTable tickets = new(ReferenceAdapter.Tickets.Fields);
    private readonly List<(long Number, string Key, bool Deleted)> log = [];
    private readonly Dictionary<string, string> access = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> refresh = new(StringComparer.Ordinal);
    private int issued;

    public ReferenceServer(TimeProvider clock, int seed)
    {
        this.clock = clock;
        this.seed = seed;
        tables["tickets"] = tickets;
        tables["users"] = new ReferenceTable([new() { Name = "id", Type = FieldType.String }, new() { Name = "name", Type = FieldType.String }]);
        http = new StubServer(AnswerAsync);
    }

    public string Url => http.Url;

    public long Mutations { get; private set; }

    public IReadOnlyList<ConformanceRow> Rows
    {
        get
        {
            lock (gate)
                return [.. tickets.Rows.Values];
        }
    }

    public void Put(IEnumerable<ConformanceRow> many, bool counts)
    {
        lock (gate)
        {
            foreach (var row in many)
                Store(tickets, row.Key(["id"]), row, counts);
        }
    }

    public void Delete(IEnumerable<string> keys)
    {
        lock (gate)
        {
            foreach (var key in keys)
                Remove(tickets, key);
        }
    }

    public void AddField(ConformanceField field)
    {
        lock (gate)
            tickets.Fields.Add(field);
    }

    public void ExpireSessions()
    {
        lock (gate)
            access.Clear();
    }

    public ValueTask DisposeAsync() => http.DisposeAsync();

    private void Store(ReferenceTable table, string key, ConformanceRow row, bool counts)
    {
        var before = table.Rows.GetValueOrDefault(key);
        table.Rows[key] = new ConformanceRow(table.Fields.Select(field => KeyValuePair.Create(field.Name, Stored(field, row, before))));
        if (table == tickets)
            log.Add((log.Count + 1, key, false));
        if (counts)
            Mutations++;
    }

    private RecordValue Stored(ConformanceField field, ConformanceRow row, ConformanceRow? before)
    {
        if (field.Name == "changed")
            return RecordValue.From(row.ChangedAt ?? clock.GetUtcNow());
        if (row[field.Name].State != ValueState.Absent)
            return row[field.Name];
        return before is { } old && old[field.Name].State != ValueState.Absent ? old[field.Name] : RecordValue.Null;
    }

    private bool Remove(ReferenceTable table, string key)
    {
        if (!table.Rows.Remove(key))
            return false;
        if (table == tickets)
            log.Add((log.Count + 1, key, true));
        Mutations++;
        return true;
    }

    private Task AnswerAsync(StubCall call)
    {
        try
        {
            string body;
            int status;
            lock (gate)
            {
                var before = Mutations;
                (status, body) = Fault(call) ?? Route(call);
                if (losing && Mutations > before)
                {
                    losing = false;
                    return BreakOffAsync(call);
                }
            }

            return call.Json(body, status);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or FormatException)
        {
            return call.Json("""{"code":"malformed"}""", 400);
        }
    }

    /// <summary>The beginning of an answer, and then the end of the connection.</summary>
    private static async Task BreakOffAsync(StubCall call)
    {
        call.Response.ContentLength64 = 64;
        await call.Response.OutputStream.WriteAsync("{"u8.ToArray());
        await call.Response.OutputStream.FlushAsync();
        call.Abort();
    }

    private (int Status, string Body) Route(StubCall call)
    {
        if (call.Path == "/token")
            return Token(JsonDocument.Parse(call.Body).RootElement);
        if (call.Headers["Authorization"] is not ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var token] || !access.TryGetValue(token, out var app))
            return (401, """{"code":"token_invalid"}""");
        var write = call.Method == "POST";
        if (app == (write ? "app-no-write" : "app-no-read") && call.Path != "/me")
            return (403, $$"""{"code":"missing_scope","scope":"{{(write ? "tickets.write" : "tickets.read")}}"}""");
        var parts = call.Path.Trim('/').Split('/');
        return (parts, call.Method) switch
        {
            (["me"], _) => (200, $$"""{"user":"robot","system":"Reference 1","version":"v1"}"""),
            (["touch"], _) => Touch(),
            (["objects"], "GET") => (200, Text(Objects)),
            (["objects"], "POST") => Create(JsonDocument.Parse(call.Body).RootElement),
            (["objects", var name], _) => Known(name) ? (200, Text(writer => Describe(writer, name))) : (404, """{"code":"no_object"}"""),
            (["objects", var name, "rows"], _) => Known(name) ? Page(call) : (404, """{"code":"no_object"}"""),
            (["objects", "tickets", "changes"], _) => Changes(call),
            (["objects", var name, "batch"], "POST") when Known(name) => Batch(tables[name], JsonDocument.Parse(call.Body).RootElement),
            (["native"], "POST") => Native(JsonDocument.Parse(call.Body).RootElement),
            (["jobs", ..], _) => Job(call.Method, parts[1..], call.Body),
            _ => (404, """{"code":"no_address"}"""),
        };
    }

    private (int, string) Touch()
    {
        Mutations++;
        return (200, "{}");
    }

    private (int, string) Token(JsonElement request)
    {
        var id = request.GetProperty("client_id").GetString()!;
        if (id is not (ClientId or "app-no-write" or "app-no-read") || request.GetProperty("client_secret").GetString() != ClientSecret)
            return (401, """{"code":"client_invalid"}""");
        if (request.TryGetProperty("refresh_token", out var old) && !refresh.Remove(old.GetString()!))
            return (400, """{"code":"grant_invalid"}""");
        issued++;
        var (next, renewal) = ($"access-{issued:D6}-{id}", $"refresh-{issued:D6}-{id}");
        access[next] = id;
        refresh[renewal] = id;
        return (200, $$"""{"access_token":"{{next}}","refresh_token":"{{renewal}}"}""");
    }

    private bool Known(string name) => tables.ContainsKey(name);

    private void Objects(Utf8JsonWriter writer)
    {
        string[] names = [.. tables.Keys];
        if (seed % 2 == 1)
            Array.Reverse(names);
        writer.WriteStartArray();
        foreach (var name in names)
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void Describe(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("fields");
        foreach (var field in tables[name].Fields)
        {
            writer.WriteStartObject();
            writer.WriteString("name", field.Name);
            writer.WriteString("type", field.Type.ToString());
            writer.WriteBoolean("nullable", field.Nullable);
            if (field.MaxLength is { } most)
                writer.WriteNumber("length", most);
            writer.WriteStartArray("choices");
            foreach (var choice in field.Choices)
                writer.WriteStringValue(choice.AsString());
            writer.WriteEndArray();
            if (field.Type == FieldType.Reference)
                writer.WriteString("to", "users");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private (int, string) Create(JsonElement request)
    {
        var name = request.GetProperty("name").GetString()!;
        if (Known(name) && !request.TryGetProperty("replace", out _))
            return (200, """{"created":false}""");
        tables[name] = new ReferenceTable(request.GetProperty("fields").EnumerateArray().Select(field => new ConformanceField
        {
            Name = field.GetProperty("name").GetString()!,
            Type = Enum.Parse<FieldType>(field.GetProperty("type").GetString()!),
            Nullable = field.GetProperty("nullable").GetBoolean(),
        }));
        Mutations++;
        return (200, """{"created":true}""");
    }

    private (int, string) Page(StubCall call)
    {
        var limit = Math.Clamp(int.Parse(call.Query["limit"] ?? "50"), 1, MaxPage);
        var table = tables[call.Path.Split('/')[2]];
        return call.Query["by"] == "offset" ? ByOffset(table, int.Parse(call.Query["cursor"] is { Length: > 0 } at ? at : "0"), limit) : ByKey(table.Rows, call.Query["cursor"], limit, table);
    }

    /// <summary>The rows after a key: whatever is created or deleted meanwhile, the others are where they were.</summary>
    private static (int, string) ByKey(IEnumerable<KeyValuePair<string, ConformanceRow>> rows, string? cursor, int limit, ReferenceTable table)
    {
        var after = "";
        if (cursor is { Length: > 0 })
        {
            if (!cursor.StartsWith("after-", StringComparison.Ordinal))
                return (410, """{"code":"cursor_gone"}""");
            after = Encoding.UTF8.GetString(Convert.FromHexString(cursor[6..]));
        }

        var page = rows.Where(pair => string.CompareOrdinal(pair.Key, after) > 0).Take(limit + 1).ToArray();
        return (200, Text(writer =>
        {
            writer.WriteStartObject();
            WriteRows(writer, table, page.Take(limit).Select(pair => pair.Value));
            writer.WriteNumber("total", table.Rows.Count);
            if (page.Length > limit)
                writer.WriteString("next", "after-" + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(page[limit - 1].Key)));
            writer.WriteEndObject();
        }));
    }

    /// <summary>The same by counting, as many systems offer it.</summary>
    private static (int, string) ByOffset(ReferenceTable table, int start, int limit) => (200, Text(writer =>
    {
        writer.WriteStartObject();
        WriteRows(writer, table, table.Rows.Values.Skip(start).Take(limit));
        writer.WriteNumber("total", table.Rows.Count);
        if (start + limit < table.Rows.Count)
            writer.WriteString("next", (start + limit).ToString(System.Globalization.CultureInfo.InvariantCulture));
        writer.WriteEndObject();
    }));

    private (int, string) Changes(StubCall call)
    {
        var limit = int.Parse(call.Query["limit"] ?? "50");
        long since = 0;
        if (call.Query["since"] is { Length: > 0 } text && !long.TryParse(text, out since))
            return (410, """{"code":"cursor_gone"}""");
        var part = log.Where(entry => entry.Number > since).Take(limit).ToArray();
        var position = part.Length > 0 ? part[^1].Number : since;
        return (200, Text(writer =>
        {
            writer.WriteStartObject();
            WriteRows(writer, tickets, part.Where(entry => !entry.Deleted && tickets.Rows.ContainsKey(entry.Key)).Select(entry => tickets.Rows[entry.Key]).Distinct());
            writer.WriteStartArray("deleted");
            foreach (var entry in part.Where(entry => entry.Deleted))
                writer.WriteStringValue(entry.Key);
            writer.WriteEndArray();
            writer.WriteNumber("position", position);
            writer.WriteNumber("latest", log.Count);
            writer.WriteBoolean("more", position < log.Count);
            writer.WriteEndObject();
        }));
    }

    private static void WriteRows(Utf8JsonWriter writer, ReferenceTable table, IEnumerable<ConformanceRow> many)
    {
        writer.WriteStartArray("rows");
        foreach (var row in many)
            ReferenceValues.WriteRow(writer, table.Fields.Select(field => (field.Name, row[field.Name].State == ValueState.Absent ? RecordValue.Null : row[field.Name])));
        writer.WriteEndArray();
    }

    private static ConformanceRow[] RowsOf(ReferenceTable table, JsonElement request) =>
    [
        .. request.GetProperty("rows").EnumerateArray().Select(row => new ConformanceRow(row.EnumerateObject().Select(member =>
            KeyValuePair.Create(member.Name, ReferenceValues.Read(table.Fields.First(field => field.Name == member.Name).Type, member.Value))))),
    ];

    private (int, string) Batch(ReferenceTable table, JsonElement request)
    {
        var mode = Enum.Parse<WriteMode>(request.GetProperty("mode").GetString()!);
        var batch = RowsOf(table, request);
        if (batch.Length > BatchSize)
            return (413, """{"code":"too_many"}""");
        var codes = batch.Select(row => Refusal(table, mode, row)).ToArray();
        if (request.GetProperty("allOrNone").GetBoolean() && Array.Exists(codes, code => code is not null))
            codes = [.. codes.Select(code => code ?? "rolled_back")];
        return (200, Text(writer =>
        {
            writer.WriteStartObject();
            WriteResults(writer, [.. batch.Select((row, i) => (row["id"].ToInvariantString(), codes[i] is null ? Apply(table, mode, row) : "Failed", codes[i]))]);
            writer.WriteEndObject();
        }));
    }

    private static void WriteResults(Utf8JsonWriter writer, IEnumerable<(string Id, string Status, string? Code)> results)
    {
        writer.WriteStartArray("results");
        foreach (var (id, status, code) in results)
        {
            writer.WriteStartObject();
            writer.WriteString("id", id);
            writer.WriteString("status", status);
            if (code is not null)
                writer.WriteString("code", code);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string? Refusal(ReferenceTable table, WriteMode mode, ConformanceRow row) =>
        mode == WriteMode.Insert && table.Rows.ContainsKey(row.Key(["id"])) ? "duplicate"
        : mode == WriteMode.Update && !table.Rows.ContainsKey(row.Key(["id"])) ? "missing"
        : row["kind"].State == ValueState.Present && row["kind"].AsString() is not ("bug" or "task" or "idea") ? "bad_choice"
        : null;

    private string Apply(ReferenceTable table, WriteMode mode, ConformanceRow row)
    {
        var key = row.Key(["id"]);
        if (mode == WriteMode.Delete)
            return Remove(table, key) ? "Deleted" : "Unchanged";
        var known = table.Rows.ContainsKey(key);
        Store(table, key, row, counts: true);
        return known ? "Updated" : "Created";
    }

    private static string Text(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            write(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}

using System.Globalization;
using System.Text.Json;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Driver.Conformance.Tests.Reference;

/// <content>A language of its own, jobs that write, further objects, and troubles on demand.</content>
internal sealed partial class ReferenceServer
{
    private const string Statement = "read tickets";
    private readonly Dictionary<string, ReferenceJob> jobs = new(StringComparer.Ordinal);
    private bool losing;
    private bool refusing;
    private bool locked;

    /// <summary>Adds objects, the first of them wide, and gives their names.</summary>
    public IReadOnlyList<string> AddObjects(int count, int width)
    {
        lock (gate)
        {
            var names = Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"more_{i:D5}")).ToArray();
            foreach (var name in names)
            {
                tables[name] = new ReferenceTable(Enumerable.Range(0, name == names[0] ? width : 2).Select(i => new ConformanceField
                {
                    Name = i == 0 ? "id" : string.Create(CultureInfo.InvariantCulture, $"field_{i:D3}"),
                    Type = FieldType.String,
                }));
            }

            return names;
        }
    }

    /// <summary>Carries the next write out and breaks the connection.</summary>
    public void LoseNextWriteAnswer()
    {
        lock (gate)
            losing = true;
    }

    /// <summary>Refuses every call until the answer is disposed.</summary>
    public IAsyncDisposable Refuse() => new Trouble(on => refusing = on);

    /// <summary>Refuses every write until the answer is disposed.</summary>
    public IAsyncDisposable Lock() => new Trouble(on => locked = on);

    private (int, string)? Fault(StubCall call) =>
        refusing ? (500, """{"code":"internal"}""")
        : locked && call.Path.EndsWith("/batch", StringComparison.Ordinal) ? (409, """{"code":"locked"}""")
        : null;

    /// <summary><c>read tickets</c>, or with a condition on the id: as a parameter, or as a text between quotes. <c>empty tickets</c> writes.</summary>
    private (int, string) Native(JsonElement request)
    {
        var text = request.GetProperty("text").GetString()!;
        if (text == "empty tickets")
            return request.GetProperty("readonly").GetBoolean() ? (400, """{"code":"bad_statement"}""") : Touch();
        if (!text.StartsWith(Statement, StringComparison.Ordinal))
            return (400, """{"code":"bad_statement"}""");
        IEnumerable<KeyValuePair<string, ConformanceRow>> rows = tickets.Rows;
        switch (text[Statement.Length..].Trim())
        {
            case "":
                break;
            case "where id = :key":
                if (!request.TryGetProperty("key", out var key))
                    return (400, """{"code":"bad_statement"}""");
                rows = rows.Where(pair => pair.Key == key.GetString());
                break;
            case ['w', 'h', 'e', 'r', 'e', ' ', 'i', 'd', ' ', '=', ' ', '\'', .. var quoted, '\''] when !quoted.Contains('\''):
                rows = rows.Where(pair => pair.Key == quoted);
                break;
            case var condition when condition.Contains("' OR '1'='1", StringComparison.Ordinal):
                break;
            default:
                return (400, """{"code":"bad_statement"}""");
        }

        return ByKey(rows, request.GetProperty("cursor").GetString(), request.GetProperty("limit").GetInt32(), tickets);
    }

    /// <summary>A job holds what was uploaded until it is closed, and writes then, once.</summary>
    private (int, string) Job(string method, string[] parts, string body)
    {
        if (parts is [])
        {
            var request = JsonDocument.Parse(body).RootElement;
            var id = string.Create(CultureInfo.InvariantCulture, $"job-{jobs.Count + 1}");
            jobs[id] = new ReferenceJob { Mode = Enum.Parse<WriteMode>(request.GetProperty("mode").GetString()!) };
            return (200, $$"""{"id":"{{id}}"}""");
        }

        if (!jobs.TryGetValue(parts[0], out var job))
            return (404, """{"code":"no_job"}""");
        switch (method, parts[1..])
        {
            case ("PUT", [var part]):
                if (job.Results is null)
                    job.Parts[int.Parse(part, CultureInfo.InvariantCulture)] = RowsOf(tickets, JsonDocument.Parse(body).RootElement);
                return (200, "{}");
            case ("POST", ["close"]):
                job.Results ??= [.. job.Parts.Values.SelectMany(static rows => rows).Select(row => Written(job.Mode, row))];
                return (200, "{}");
            default:
                return (200, Text(writer =>
                {
                    writer.WriteStartObject();
                    writer.WriteString("state", job.Results is null ? "open" : job.Asked++ == 0 ? "running" : "done");
                    WriteResults(writer, job.Asked > 1 ? job.Results! : []);
                    writer.WriteEndObject();
                }));
        }
    }

    private (string Id, string Status, string? Code) Written(WriteMode mode, ConformanceRow row)
    {
        var code = Refusal(tickets, mode, row);
        return (row["id"].ToInvariantString(), code is null ? Apply(tickets, mode, row) : "Failed", code);
    }

    private sealed class ReferenceJob
    {
        public required WriteMode Mode { get; init; }

        public SortedDictionary<int, ConformanceRow[]> Parts { get; } = [];

        public List<(string Id, string Status, string? Code)>? Results { get; set; }

        public int Asked { get; set; }
    }

    private sealed class Trouble : IAsyncDisposable
    {
        private readonly Action<bool> set;

        public Trouble(Action<bool> set)
        {
            this.set = set;
            set(true);
        }

        public ValueTask DisposeAsync()
        {
            set(false);
            return ValueTask.CompletedTask;
        }
    }
}

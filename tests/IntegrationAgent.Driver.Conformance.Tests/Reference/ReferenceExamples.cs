namespace IntegrationAgent.Driver.Conformance.Tests.Reference;

/// <summary>The examples of the reference driver, as its package has them.</summary>
internal sealed record ReferenceExamples
{
    public const string Read = """
        // id: read-filter
        // The bugs.
        return await Integration.RunAsync(args, async (job, ct) =>
        {
            var bugs = job.Connection("reference").Query<Tickets>()
                .Where(ticket => ticket.Kind == "bug");

            await job.Connection("warehouse").UpsertAsync(
                bugs.Select(ticket => new BugRow { TicketId = ticket.Id, Title = ticket.Title }),
                key: row => row.TicketId, ct);
        });

        """;

    public const string Write = """
        // id: upsert-by-key
        // Tickets by their id.
        return await Integration.RunAsync(args, async (job, ct) =>
        {
            var cases = job.Connection("warehouse").Query<Cases>();

            await job.Connection("reference").UpsertAsync(
                cases.Select(one => new TicketRow { Id = one.Number, Title = one.Title, Kind = one.Kind }),
                key: row => row.Id, ct);
        });

        """;

    private static readonly ConformanceExample Reading = new()
    {
        Id = "read-filter",
        Effects = ["read reference.tickets", "upsert warehouse.bugs by ticket_id"],
        Others = [Warehouse("bugs", new() { Name = "ticket_id", Type = FieldType.String, Nullable = false }, new() { Name = "title", Type = FieldType.String })],
    };

    private static readonly ConformanceExample Writing = Upserting("bug", "task", "idea");

    private static readonly ReferenceExamples Own = new(new Dictionary<string, string> { ["read-filter.cs"] = Read, ["upsert-by-key.cs"] = Write }, Path.Combine(AppContext.BaseDirectory, "reference-package"));

    private ReferenceExamples(IReadOnlyDictionary<string, string> files, string folder)
    {
        Folder = folder;
        Directory.CreateDirectory(Path.Combine(folder, "examples"));
        foreach (var (name, text) in files)
            File.WriteAllText(Path.Combine(folder, "examples", name), text);
    }

    public static ReferenceExamples Good => Own;

    public string Folder { get; }

    public IReadOnlyList<ConformanceExample> Described { get; init; } = [Reading, Writing];

    public IExampleRunner? Runner { get; init; } = new ScriptExamples();

    /// <summary>Other files in a folder of their own.</summary>
    public static ReferenceExamples In(string folder, params (string Name, string Text)[] files) => new(files.ToDictionary(file => file.Name, file => file.Text), folder);

    /// <summary>The example that writes, from cases of these kinds.</summary>
    public static ConformanceExample Upserting(params string[] kinds) => new()
    {
        Id = "upsert-by-key",
        Effects = ["read warehouse.cases", "upsert reference.tickets by id"],
        Others =
        [
            Warehouse(
                "cases",
                new() { Name = "number", Type = FieldType.String, Nullable = false, MaxLength = 40 },
                new() { Name = "title", Type = FieldType.String, MaxLength = 40 },
                new() { Name = "kind", Type = FieldType.String, Choices = [.. kinds.Select(kind => RecordValue.From(kind))] }),
        ],
    };

    private static ExampleObject Warehouse(string name, params ConformanceField[] fields) =>
        new() { Connection = "warehouse", Object = new() { Name = name, KeyFields = [fields[0].Name], Fields = fields } };
}

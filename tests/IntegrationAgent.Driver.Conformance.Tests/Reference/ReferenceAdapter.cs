namespace IntegrationAgent.Driver.Conformance.Tests.Reference;

/// <summary>The reference driver's adapter, as an author would write it, with a defect for the driver.</summary>
/// <param name="defect">What is wrong with the driver.</param>
/// <param name="ownTransport">True for a driver that reaches the system past the kit's handler, as one that does not speak HTTP does.</param>
/// <param name="withoutHooks">True for an author who gives none of the hooks that such a driver needs.</param>
internal sealed class ReferenceAdapter(Defect defect = Defect.None, bool ownTransport = false, bool withoutHooks = false) : DriverConformance
{
    public static ConformanceObject Tickets { get; } = new()
    {
        Name = "tickets",
        KeyFields = ["id"],
        Fields =
        [
            new() { Name = "id", Type = FieldType.String, Nullable = false, MaxLength = 40 },
            new() { Name = "title", Type = FieldType.String, MaxLength = 200 },
            new() { Name = "kind", Type = FieldType.String, Choices = [RecordValue.From("bug"), RecordValue.From("task"), RecordValue.From("idea")] },
            new() { Name = "done", Type = FieldType.Boolean },
            new() { Name = "votes", Type = FieldType.Int64 },
            new() { Name = "score", Type = FieldType.Double },
            new() { Name = "price", Type = FieldType.Decimal, Precision = 18, Scale = 4 },
            new() { Name = "trace", Type = FieldType.Uuid },
            new() { Name = "due", Type = FieldType.Date },
            new() { Name = "at", Type = FieldType.Time },
            new() { Name = "local", Type = FieldType.LocalTimestamp },
            new() { Name = "seen", Type = FieldType.Timestamp },
            new() { Name = "data", Type = FieldType.Binary },
            new() { Name = "extra", Type = FieldType.Json },
            new() { Name = "owner", Type = FieldType.Reference },
            new() { Name = "changed", Type = FieldType.Timestamp, Writable = false },
        ],
        LateCommit = TimeSpan.FromMinutes(5),
        Rejected = [new RejectedValue { Field = "kind", Value = RecordValue.From("nonsense"), Code = DriverErrorCode.InvalidValue }],
        Relationships = [new Relationship { FromObject = "tickets", ToObject = "users", Field = "owner", Kind = RelationshipKind.Parent }],
    };

    public override ConformanceObject Object => Tickets;

    /// <summary>The examples, and what runs them.</summary>
    internal ReferenceExamples Package { get; init; } = ReferenceExamples.Good;

    public override string? ProjectFolder => Package.Folder;

    public override IReadOnlyList<ConformanceExample> Examples => Package.Described;

    public override IExampleRunner? ExampleRunner => Package.Runner;

    public override IDriver CreateDriver() => new ReferenceDriver(defect, ownTransport);

    public override ValueTask<ConformanceTarget> StartAsync(ConformanceStart start, CancellationToken cancellationToken)
    {
        var server = new ReferenceServer(start.Clock, start.Seed);
        server.Put(start.Records, counts: false);
        var more = server.AddObjects(start.MoreObjects, start.MoreFields);
        return ValueTask.FromResult<ConformanceTarget>(new ReferenceTarget(server, more, ownTransport, withoutHooks));
    }
}

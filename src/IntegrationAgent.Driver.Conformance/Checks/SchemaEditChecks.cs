using IntegrationAgent.Driver.Conformance.Records;

namespace IntegrationAgent.Driver.Conformance.Checks;

/// <summary>Creating objects.</summary>
internal static class SchemaEditChecks
{
    private const string Name = "conformance_made", Must = "must";

    public static IReadOnlyList<ConformanceCheck> All { get; } =
    [
        new(58, "schema-edit", ConformanceTier.Hermetic,
            "Creates an object with a field of each type, looks at it, writes to it, asks for it again and for another one of its name: it is as asked for, what is there is left alone, and a difference is a conflict.",
            "A run finds another table than the one that was approved, or loses what a table held.",
            EditAsync),
    ];

    private static async Task EditAsync(CheckRun run)
    {
        run.Needs<ISchemaEditor>("schema_edit");
        var bed = await run.StartAsync(3).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        if (client is not ISchemaEditor editor)
            throw new CheckFailedException("The manifest declares 'schema_edit', and the client does not implement ISchemaEditor. Rebuild the driver.");
        var wanted = Wanted(run);
        var held = await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false);
        var made = await EnsureAsync(bed, editor, wanted).ConfigureAwait(false);
        run.Require(made.Created, "EnsureObjectAsync says that an absent object was not created.");
        Looks(run, wanted, made.Schema, "EnsureObjectAsync");
        var objects = await bed.CallAsync("ListObjectsAsync", token => client.ListObjectsAsync(new ListObjectsRequest(), token)).ConfigureAwait(false);
        run.Require(objects.Any(one => one.Name == Name), "The object was created, and ListObjectsAsync does not give it.");
        var found = await bed.CallAsync("GetFieldsAsync", token => client.GetFieldsAsync(new GetFieldsRequest { Object = Name, Refresh = true }, token)).ConfigureAwait(false);
        Looks(run, wanted, found, "GetFieldsAsync");
        await WritesAsync(run, bed, client, wanted).ConfigureAwait(false);

        var again = await EnsureAsync(bed, editor, wanted).ConfigureAwait(false);
        run.Require(!again.Created, "EnsureObjectAsync says that an object that is there was created.");
        await HoldsAsync(run, bed, client, wanted, "asked for again").ConfigureAwait(false);
        foreach (var (what, other) in Others(wanted))
            await ConflictAsync(run, bed, editor, what, other).ConfigureAwait(false);
        await HoldsAsync(run, bed, client, wanted, "asked for otherwise").ConfigureAwait(false);
        var left = await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false);
        run.Require(left.Count == held.Count, $"Creating another object changed the number of records of '{run.Object.Name}' from {held.Count} to {left.Count}.");
    }

    /// <summary>A key, a mandatory field, and a field of each type that the adapter's object has.</summary>
    private static EnsureObjectRequest Wanted(CheckRun run)
    {
        var key = run.Object.Field(run.Object.WriteKey[0]);
        var kinds = run.Object.Fields.Where(field => field is { Writable: true, Type: not (FieldType.Reference or FieldType.List or FieldType.Record) }).DistinctBy(field => field.Type);
        return new EnsureObjectRequest
        {
            Object = Name,
            KeyFields = ["id"],
            Fields =
            [
                new FieldSchema { Name = "id", Type = key.Type, MaxLength = key.MaxLength, Nullable = false },
                new FieldSchema { Name = Must, Type = FieldType.String, MaxLength = 80, Nullable = false },
                .. kinds.Select(field => new FieldSchema
                {
                    Name = "f_" + field.Type.ToString().ToLowerInvariant(),
                    Type = field.Type,
                    Nullable = true,
                    Precision = field.Type == FieldType.Decimal ? field.Precision : null,
                    Scale = field.Type == FieldType.Decimal ? field.Scale : null,
                }),
            ],
        };
    }

    private static IEnumerable<(string What, EnsureObjectRequest Request)> Others(EnsureObjectRequest wanted)
    {
        EnsureObjectRequest With(IReadOnlyList<FieldSchema> fields) => new() { Object = wanted.Object, KeyFields = wanted.KeyFields, Fields = fields };
        yield return ("with a field that it does not have", With([.. wanted.Fields, new FieldSchema { Name = "added", Type = FieldType.String }]));
        var key = wanted.Fields[0];
        yield return ("with a key of another type", With(
        [
            new FieldSchema { Name = key.Name, Type = key.Type == FieldType.Int64 ? FieldType.String : FieldType.Int64, Nullable = false, MaxLength = key.Type == FieldType.Int64 ? 40 : null },
            .. wanted.Fields.Skip(1),
        ]));
    }

    private static async Task ConflictAsync(CheckRun run, TestBed bed, ISchemaEditor editor, string what, EnsureObjectRequest request)
    {
        foreach (var dryRun in new[] { true, false })
        {
            var asked = new EnsureObjectRequest { Object = request.Object, Fields = request.Fields, KeyFields = request.KeyFields, DryRun = dryRun };
            var error = await bed.FailureOfAsync(
                $"EnsureObjectAsync of an object that is there, {what}{(dryRun ? ", as a dry run" : "")},",
                () => EnsureAsync(bed, editor, asked),
                "'conflict'").ConfigureAwait(false);
            run.Require(error.Code == DriverErrorCode.Conflict, $"EnsureObjectAsync of an object that is there, {what}, failed with '{error.Code}'; expected 'conflict'.");
        }
    }

    private static void Looks(CheckRun run, EnsureObjectRequest wanted, ObjectSchema schema, string method)
    {
        foreach (var field in wanted.Fields)
        {
            var found = schema.Fields.FirstOrDefault(one => one.Name == field.Name);
            run.Require(found is not null, $"An object was created with the field '{field.Name}', and {method} gives it without. Create every field that was asked for.");
            run.Require(found.Type == field.Type, $"A field was created as {field.Type}, and {method} gives it as {found.Type}.");
            run.Require(found.Nullable == field.Nullable, $"The field '{field.Name}' was created {(field.Nullable ? "to be left out" : "as mandatory")}, and {method} says otherwise.");
        }

        run.Require(schema.KeyFields.SequenceEqual(wanted.KeyFields, StringComparer.Ordinal), $"An object was created with the key ({string.Join(", ", wanted.KeyFields)}), and {method} names ({string.Join(", ", schema.KeyFields)}).");
    }

    private static async Task WritesAsync(CheckRun run, TestBed bed, IDriverClient client, EnsureObjectRequest wanted)
    {
        if (client is not IRecordWriter writer)
            return;
        using var page = Record(run, wanted);
        var request = new WriteRequest { Object = Name, Mode = WriteMode.Upsert, KeyFields = wanted.KeyFields, Records = page };
        var response = await bed.CallAsync("WriteAsync", token => writer.WriteAsync(request, token)).ConfigureAwait(false);
        run.Require(response.Outcomes is [{ Status: WriteStatus.Created }], $"Writing to a new object gave {string.Join(", ", response.Outcomes.Select(outcome => outcome.Status))}; expected Created.");
        await HoldsAsync(run, bed, client, wanted, "written to").ConfigureAwait(false);
    }

    private static RecordPage Record(CheckRun run, EnsureObjectRequest wanted)
    {
        var key = run.Object.Field(run.Object.WriteKey[0]);
        using var writer = new RecordPageWriter(new RecordSchema(wanted.Fields.Take(2).Select(field => new RecordField { Name = field.Name, Type = field.Type })));
        writer.BeginRecord();
        writer.WriteValue(RowFactory.Value(run.Object, key, 1, run.Options.Seed));
        writer.WriteValue(RecordValue.From("kept"));
        writer.EndRecord();
        return writer.ToPage();
    }

    private static async Task HoldsAsync(CheckRun run, TestBed bed, IDriverClient client, EnsureObjectRequest wanted, string what)
    {
        if (client is not IRecordWriter)
            return;
        var read = await bed.QueryAllAsync(client, new QueryRequest { Object = Name, Fields = [.. wanted.Fields.Take(2).Select(field => field.Name)] }).ConfigureAwait(false);
        run.Require(read.Rows is [var one] && one[Must].ToInvariantString() == "kept", $"A new object that holds one record was {what}, and reading it gives {read.Rows.Count} records, or another value. What is there is left alone.");
    }

    private static Task<EnsureObjectResponse> EnsureAsync(TestBed bed, ISchemaEditor editor, EnsureObjectRequest request) =>
        bed.CallAsync("EnsureObjectAsync", token => editor.EnsureObjectAsync(request, token));
}

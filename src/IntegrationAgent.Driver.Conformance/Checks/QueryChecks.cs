using IntegrationAgent.Driver.Conformance.Records;

namespace IntegrationAgent.Driver.Conformance.Checks;

/// <summary>Reading: completeness, keys, schema.</summary>
internal static class QueryChecks
{
    public static IReadOnlyList<ConformanceCheck> All { get; } =
    [
        new(23, "schema-matches-records", ConformanceTier.Hermetic,
            "Reads all fields and holds every record against the discovered schema: names, order, types, missing values, lengths, choices.",
            "Scripts are written against a schema that the records do not have.",
            SchemaAsync),
        new(24, "key-unique", ConformanceTier.Hermetic,
            "Compares the real values of the discovered key fields of all records: none missing, none twice.",
            "Records are written twice or overwrite each other.",
            KeyAsync),
        new(25, "query-complete", ConformanceTier.Hermetic,
            "Reads 0, 1, one page less one, one page, one page and one, and ten pages of records, and compares them with what the system holds.",
            "Pages are lost or repeated without anyone noticing.",
            CompleteAsync),
    ];

    private static async Task SchemaAsync(CheckRun run)
    {
        var bed = await run.StartAsync(run.Object.PageSize + 5).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        var schema = await bed.CallAsync("GetFieldsAsync", token => client.GetFieldsAsync(new GetFieldsRequest { Object = run.Object.Name }, token)).ConfigureAwait(false);
        string[] fields = [.. schema.Fields.Select(field => field.Name)];
        var read = await bed.QueryAllAsync(client, new QueryRequest { Object = run.Object.Name, Fields = fields, PageSize = run.Object.PageSize }).ConfigureAwait(false);
        run.Require(
            read.Schema!.Fields.Select(field => field.Name).SequenceEqual(fields, StringComparer.Ordinal),
            "The pages do not have the requested fields in the requested order. Build the page's schema from the request.");
        foreach (var field in schema.Fields)
        {
            var type = read.Schema.Fields[read.Schema.IndexOf(field.Name)].Type;
            run.Require(type == field.Type, $"The field '{field.Name}' is {field.Type} in GetFieldsAsync and {type} in the records. Use one mapping for both.");
            foreach (var value in read.Rows.Select(row => row[field.Name]))
                Fits(run, field, value);
        }

        string[] some = [.. fields.Reverse().Take(2)];
        var part = await bed.QueryAllAsync(client, new QueryRequest { Object = run.Object.Name, Fields = some, PageSize = run.Object.PageSize }).ConfigureAwait(false);
        run.Require(
            part.Schema!.Fields.Select(field => field.Name).SequenceEqual(some, StringComparer.Ordinal),
            "Asked for two fields, the pages have others, or in another order. Build the page's schema from the request.");
    }

    private static void Fits(CheckRun run, FieldSchema field, RecordValue value)
    {
        run.Require(value.State != ValueState.Absent, $"The field '{field.Name}' was requested and is absent from a record. A requested field is null or has a value.");
        if (value.IsNull)
        {
            run.Require(field.Nullable, $"The field '{field.Name}' is declared to have a value always, and a record has none.");
            return;
        }

        if (field.MaxLength is { } most && field.Type == FieldType.String)
            run.Require(value.AsString().Length <= most, $"The field '{field.Name}' is declared with at most {most} characters, and a record has more.");
        if (field is { RestrictedPicklist: true, PicklistValues.Count: > 0 })
            run.Require(field.PicklistValues.Any(choice => choice.Value == value.ToInvariantString()), $"A record has a value of '{field.Name}' that is not among its declared choices.");
    }

    private static async Task KeyAsync(CheckRun run)
    {
        var bed = await run.StartAsync((run.Object.PageSize * 3) + 1).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        var schema = await bed.CallAsync("GetFieldsAsync", token => client.GetFieldsAsync(new GetFieldsRequest { Object = run.Object.Name }, token)).ConfigureAwait(false);
        run.Require(
            schema.KeyFields.SequenceEqual(run.Object.KeyFields, StringComparer.Ordinal),
            $"GetFieldsAsync names the key ({string.Join(", ", schema.KeyFields)}); the adapter states ({string.Join(", ", run.Object.KeyFields)}).");
        foreach (var key in schema.KeyFields)
            run.Require(schema.Fields.Any(field => field.Name == key), $"The key field '{key}' is not among the object's fields.");
        var read = await bed.QueryAllAsync(client, bed.WholeObject()).ConfigureAwait(false);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in read.Rows)
        {
            run.Require(schema.KeyFields.All(key => !row[key].IsNull), $"A record has no value in its key ({string.Join(", ", schema.KeyFields)}).");
            run.Require(seen.Add(row.Key(schema.KeyFields)), $"Two records have the same key ({string.Join(", ", schema.KeyFields)}). Name all fields of the key, and do not give a record twice.");
        }
    }

    private static async Task CompleteAsync(CheckRun run)
    {
        var page = run.Object.PageSize;
        foreach (var size in new[] { 0, 1, page - 1, page, page + 1, page * 10 }.Distinct())
        {
            var bed = await run.StartAsync(size).ConfigureAwait(false);
            var client = await bed.ConnectAsync().ConfigureAwait(false);
            var read = await bed.QueryAllAsync(client, bed.WholeObject(), size + (page * 20)).ConfigureAwait(false);
            var held = await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false);
            if (held.Count != size)
                CheckRun.Fail($"The adapter's system holds {held.Count} records after a start with {size}. Hold exactly those of ConformanceStart.Records.");
            Compare(run, read.Rows, held);
            run.Require(read.Stop == StopReason.Exhausted, $"Having read all {size} records, the stream stopped with {read.Stop}; expected Exhausted.");
            run.Require(read.Total is null || read.Total == size, $"The pages say that there are {read.Total} records in all, and the system has {size}.");
        }
    }

    /// <summary>The same records, each once, whatever their order.</summary>
    public static void Compare(CheckRun run, IReadOnlyList<ConformanceRow> read, IReadOnlyList<ConformanceRow> held)
    {
        var key = run.Object.KeyFields;
        var left = held.ToDictionary(row => row.Key(key), StringComparer.Ordinal);
        foreach (var row in read)
        {
            if (!left.Remove(row.Key(key)))
                CheckRun.Fail($"Of {held.Count} records in the system the driver gave {read.Count}, among them one twice or one that is not there. Follow each page once.");
            run.Observe();
        }

        run.Require(left.Count == 0, $"Of {held.Count} records in the system the driver gave {read.Count}. Read on until the system says that there is no more.");
    }
}

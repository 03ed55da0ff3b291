using IntegrationAgent.Driver.Conformance.Records;

namespace IntegrationAgent.Driver.Conformance.Checks;

/// <summary>Everything that a client can do without changing anything.</summary>
internal static class ReadOnlyCalls
{
    public static async Task RunAsync(CheckRun run)
    {
        var bed = await run.StartAsync(run.Object.PageSize).ConfigureAwait(false);
        var before = await bed.Target.CountMutationsAsync(run.CancellationToken).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);

        async Task UntouchedAsync(string what)
        {
            var now = await bed.Target.CountMutationsAsync(run.CancellationToken).ConfigureAwait(false);
            run.Require(now == before, $"{what} changed the system {now - before} times. It only reads.");
        }

        await UntouchedAsync("ConnectAsync").ConfigureAwait(false);
        _ = await bed.CallAsync("CheckAsync", client.CheckAsync).ConfigureAwait(false);
        await UntouchedAsync("CheckAsync").ConfigureAwait(false);
        _ = await bed.CallAsync("ListObjectsAsync", token => client.ListObjectsAsync(new ListObjectsRequest { IncludeCounts = true }, token)).ConfigureAwait(false);
        await UntouchedAsync("ListObjectsAsync").ConfigureAwait(false);
        _ = await bed.CallAsync("GetFieldsAsync", token => client.GetFieldsAsync(new GetFieldsRequest { Object = run.Object.Name, Refresh = true }, token)).ConfigureAwait(false);
        _ = await bed.CallAsync("GetRelationshipsAsync", token => client.GetRelationshipsAsync(new GetRelationshipsRequest { Object = run.Object.Name }, token)).ConfigureAwait(false);
        await UntouchedAsync("Reading a description").ConfigureAwait(false);
        _ = await bed.QueryAllAsync(client, bed.WholeObject()).ConfigureAwait(false);
        await UntouchedAsync("QueryAsync").ConfigureAwait(false);
        if (client is IChangeFeed feed)
        {
            _ = await ChangeChecks.ReadAsync(bed, feed, new ChangesRequest { Object = run.Object.Name, Fields = run.Object.KeyFields }).ConfigureAwait(false);
            await UntouchedAsync("GetChangesAsync").ConfigureAwait(false);
        }

        if (client is INativeQuery native)
        {
            await NativeAsync(run, bed, native).ConfigureAwait(false);
            await UntouchedAsync("QueryNativeAsync").ConfigureAwait(false);
        }

        if (client is IWriteProbe probe)
        {
            var write = bed.WriteOf(WriteMode.Upsert, RowFactory.Make(run.Object, 2, 4, first: 900));
            using (write.Records)
            {
                var answer = await bed.CallAsync("ProbeAsync", token => probe.ProbeAsync(new ProbeRequest { Write = write, SentAt = bed.Clock.GetUtcNow() }, token)).ConfigureAwait(false);
                run.Require(
                    answer.Results.Count == 2 && answer.Results.All(result => result is ProbeResult.Absent or ProbeResult.Unknown),
                    "ProbeAsync of two records that were never written says otherwise. Answer Absent, or Unknown where it cannot be told.");
            }

            await UntouchedAsync("ProbeAsync").ConfigureAwait(false);
        }

        if (client is ISchemaEditor editor)
            await EnsureAsync(run, bed, client, editor, () => UntouchedAsync("EnsureObjectAsync with DryRun")).ConfigureAwait(false);
    }

    private static async Task NativeAsync(CheckRun run, TestBed bed, INativeQuery native)
    {
        if (bed.Target.NativeRead is not { } text || bed.Target.NativeWrites.Count == 0)
        {
            CheckRun.Fail("The manifest declares 'native_query', and the adapter gives no statements. Give NativeRead and at least one of NativeWrites.");
            return;
        }

        var read = await PageReader.ReadAsync(bed, "QueryNativeAsync", token => native.QueryNativeAsync(new NativeQueryRequest { Text = text }, token), 5_000).ConfigureAwait(false);
        run.Require(read.Error is null && read.Rows.Count > 0, $"The adapter's NativeRead gave {read.Rows.Count} records{(read.Error is { } failure ? $" and failed with '{failure.Code}'" : "")}.");
        foreach (var statement in bed.Target.NativeWrites)
        {
            var refused = await PageReader.ReadAsync(bed, "QueryNativeAsync", token => native.QueryNativeAsync(new NativeQueryRequest { Text = statement }, token), 5_000).ConfigureAwait(false);
            run.Require(refused.Error?.Code == DriverErrorCode.InvalidQuery, $"A statement that would write was answered with {refused.Error?.Code.Value ?? "success"}; expected 'invalid_query'.");
        }
    }

    private static async Task EnsureAsync(CheckRun run, TestBed bed, IDriverClient client, ISchemaEditor editor, Func<Task> untouched)
    {
        const string name = "conformance_new";
        EnsureObjectRequest Request(bool dryRun) => new()
        {
            Object = name,
            Fields = [new FieldSchema { Name = "id", Type = FieldType.Int64, Nullable = false }, new FieldSchema { Name = "note", Type = FieldType.String, MaxLength = 80 }],
            KeyFields = ["id"],
            DryRun = dryRun,
        };
        var predicted = await bed.CallAsync("EnsureObjectAsync", token => editor.EnsureObjectAsync(Request(true), token)).ConfigureAwait(false);
        run.Require(predicted.Created, "EnsureObjectAsync with DryRun says that an absent object would not be created.");
        await untouched().ConfigureAwait(false);
        var objects = await bed.CallAsync("ListObjectsAsync", token => client.ListObjectsAsync(new ListObjectsRequest(), token)).ConfigureAwait(false);
        run.Require(objects.All(one => one.Name != name), "EnsureObjectAsync with DryRun created the object.");
        var made = await bed.CallAsync("EnsureObjectAsync", token => editor.EnsureObjectAsync(Request(false), token)).ConfigureAwait(false);
        run.Require(made.Created, "EnsureObjectAsync says that an absent object was not created, and the dry run before it said that it would be.");
        run.Require(
            made.Schema.Fields.Select(field => (field.Name, field.Type)).SequenceEqual(predicted.Schema.Fields.Select(field => (field.Name, field.Type))),
            "EnsureObjectAsync made another object than its dry run predicted.");
        var again = await bed.CallAsync("EnsureObjectAsync", token => editor.EnsureObjectAsync(Request(false), token)).ConfigureAwait(false);
        run.Require(!again.Created, "EnsureObjectAsync says that an object that is there was created.");
    }
}

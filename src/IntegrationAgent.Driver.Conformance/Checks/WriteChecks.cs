using IntegrationAgent.Driver.Conformance.Faults;
using IntegrationAgent.Driver.Conformance.Records;

namespace IntegrationAgent.Driver.Conformance.Checks;

/// <summary>Writing: what became of each record, once and only once.</summary>
internal static class WriteChecks
{
    private const int Batch = 250;

    public static IReadOnlyList<ConformanceCheck> All { get; } =
    [
        new(40, "retry-only-if-safe", ConformanceTier.Hermetic,
            "Lets the system carry a write out and loses its answer; an insert is not sent again and its outcome is Unknown.",
            "Records are created twice.",
            LostAnswerAsync),
        new(41, "write-partial", ConformanceTier.Hermetic,
            "Writes batches with records that the system refuses, at several places; each outcome stands at its record's place, and all-or-none is kept or refused.",
            "Failed records are taken for written ones, or the other way round.",
            PartialAsync),
        new(42, "write-idempotent", ConformanceTier.Hermetic,
            "Upserts the same records twice, leaves fields out, clears others, deletes twice; nothing doubles and nothing else changes.",
            "Running an integration again spoils its target.",
            IdempotentAsync),
        new(43, "dry-run-zero-mutation", ConformanceTier.Hermetic,
            "Calls everything that only reads, dry runs and refused statements of the system's own language included; the system must not have changed.",
            "What a person approves has happened already.",
            ZeroMutationAsync),
    ];

    private static async Task LostAnswerAsync(CheckRun run)
    {
        run.Needs<IRecordWriter>("write");
        if (!run.Facts.DeclaresNetwork)
            CheckRun.NotApplicable("the manifest declares no network, so no answer can be lost");
        foreach (var (mode, silently) in new[] { (WriteMode.Insert, false), (WriteMode.Insert, true), (WriteMode.Upsert, false) })
        {
            var bed = await run.StartAsync(2).ConfigureAwait(false);
            var client = await bed.ConnectAsync().ConfigureAwait(false);
            var rows = RowFactory.Make(run.Object, 1, run.Options.Seed, first: 300);
            await LoseAsync(bed, silently).ConfigureAwait(false);
            var outcome = await OutcomeAsync(run, bed, client, mode, rows).ConfigureAwait(false);
            bed.Http.AfterAnswer = null;
            var held = await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false);
            var copies = held.Count(row => run.Object.WriteKey.All(key => Values.Same(row[key], rows[0][key])));
            if (copies != 1)
                CheckRun.Fail($"The answer to a {mode} was lost, and the system now has the record {copies} times. Send again only what is idempotent.");
            run.Observe();
            run.Require(
                mode != WriteMode.Insert || outcome == WriteStatus.Unknown,
                $"The answer to an Insert was lost, and its outcome is {outcome}; expected Unknown, or an exception with the code 'unknown'. Nobody may send it again blindly, and nobody may take it for failed.");
            run.Require(mode != WriteMode.Upsert || outcome != WriteStatus.Failed, "The answer to an Upsert was lost, and its outcome is Failed although it was written. Send it again, or say Unknown.");
        }
    }

    private static async Task LoseAsync(TestBed bed, bool silently)
    {
        if (!bed.IsHttp)
        {
            if (!await bed.Target.LoseNextWriteAnswerAsync(bed.Run.CancellationToken).ConfigureAwait(false))
                CheckRun.Fail("The driver does not speak HTTP, and the adapter cannot lose the answer to a write. Override ConformanceTarget.LoseNextWriteAnswerAsync.");
            return;
        }

        var known = await bed.Target.CountMutationsAsync(bed.Run.CancellationToken).ConfigureAwait(false);
        var lost = false;
        bed.Http.AfterAnswer = async (_, token) =>
        {
            if (lost || await bed.Target.CountMutationsAsync(token).ConfigureAwait(false) == known)
                return null;
            lost = true;
            return new FaultAction.LoseAnswer(silently);
        };
    }

    private static async Task<WriteStatus> OutcomeAsync(CheckRun run, TestBed bed, IDriverClient client, WriteMode mode, IReadOnlyList<ConformanceRow> rows)
    {
        var request = bed.WriteOf(mode, rows);
        using (request.Records)
        {
            try
            {
                var response = await bed.CallAsync("WriteAsync", token => ((IRecordWriter)client).WriteAsync(request, token)).ConfigureAwait(false);
                run.Require(response.Outcomes.Count == 1, $"WriteAsync gave {response.Outcomes.Count} outcomes for 1 record.");
                return response.Outcomes[0].Status;
            }
            catch (DriverException exception)
            {
                return exception.Code == DriverErrorCode.Unknown ? WriteStatus.Unknown : WriteStatus.Failed;
            }
        }
    }

    private static async Task PartialAsync(CheckRun run)
    {
        run.Needs<IRecordWriter>("write");
        if (run.Object.Rejected.Count == 0)
            CheckRun.Fail("The adapter states no value that the system refuses. Add one to ConformanceObject.Rejected.");
        foreach (var rejected in run.Object.Rejected)
        {
            await BatchAsync(run, rejected, [2], 5).ConfigureAwait(false);
            await BatchAsync(run, rejected, [0, 137, Batch - 1], Batch).ConfigureAwait(false);
            await AllOrNoneAsync(run, rejected).ConfigureAwait(false);
        }

        var bed = await run.StartAsync(0).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        var none = await WriteAsync(bed, client, bed.WriteOf(WriteMode.Upsert, [])).ConfigureAwait(false);
        run.Require(none.Outcomes.Count == 0, $"Writing no record gave {none.Outcomes.Count} outcomes.");
    }

    private static IReadOnlyList<ConformanceRow> Spoiled(CheckRun run, RejectedValue rejected, int[] places, int count) =>
        [.. RowFactory.Make(run.Object, count, run.Options.Seed).Select((row, i) => places.Contains(i) ? row.With(rejected.Field, rejected.Value) : row)];

    private static async Task BatchAsync(CheckRun run, RejectedValue rejected, int[] places, int count)
    {
        var bed = await run.StartAsync(0).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        var rows = Spoiled(run, rejected, places, count);
        WriteResponse response;
        try
        {
            response = await WriteAsync(bed, client, bed.WriteOf(WriteMode.Upsert, rows)).ConfigureAwait(false);
        }
        catch (DriverException exception)
        {
            throw new CheckFailedException($"A batch with {places.Length} refused records of {count} threw {run.Describe(exception)}. A refused record is an outcome, not an exception.");
        }

        run.Require(response.Outcomes.Count == count, $"WriteAsync gave {response.Outcomes.Count} outcomes for {count} records. One for each, in order.");
        for (var i = 0; i < count; i++)
        {
            var outcome = response.Outcomes[i];
            if (!places.Contains(i))
            {
                run.Require(outcome.Status == WriteStatus.Created, $"Record {i} of {count} is good and new, and its outcome is {outcome.Status}; expected Created.");
                continue;
            }

            run.Require(outcome.Status == WriteStatus.Failed, $"Record {i} of {count} has a refused value of '{rejected.Field}', and its outcome is {outcome.Status}; expected Failed.");
            run.Require(outcome.Error!.Code != DriverErrorCode.Unknown, $"Record {i} of {count} was refused, and its error is 'unknown'. Say what was wrong with it.");
            run.Require(rejected.Code is not { } code || outcome.Error.Code == code, $"Record {i} of {count} was refused with '{outcome.Error.Code}'; expected '{rejected.Code}'.");
        }

        var held = await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false);
        run.Require(held.Count == count - places.Length, $"Of {count} records, {places.Length} of them refused, the system now has {held.Count}; expected {count - places.Length}.");
    }

    private static async Task AllOrNoneAsync(CheckRun run, RejectedValue rejected)
    {
        var bed = await run.StartAsync(0).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        try
        {
            var response = await WriteAsync(bed, client, bed.WriteOf(WriteMode.Upsert, Spoiled(run, rejected, [2], 5), allOrNone: true)).ConfigureAwait(false);
            run.Require(
                response.Outcomes.All(outcome => outcome.Status is WriteStatus.Failed),
                $"All or none was asked for and one record was refused; the outcomes are {string.Join(", ", response.Outcomes.Select(outcome => outcome.Status))}, expected Failed for each.");
        }
        catch (DriverException exception)
        {
            run.Require(
                exception.Code != DriverErrorCode.Unknown,
                "All or none was asked for, and the driver failed with 'unknown'. Refuse it as 'unsupported' where the system cannot do it.");
        }

        var held = await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false);
        run.Require(held.Count == 0, $"All or none was asked for and one record was refused, and the system now has {held.Count} records. Refuse it as 'unsupported' where the system cannot do it.");
    }

    private static async Task IdempotentAsync(CheckRun run)
    {
        run.Needs<IRecordWriter>("write");
        var bed = await run.StartAsync(2).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        var rows = RowFactory.Make(run.Object, run.Object.PageSize + 1, run.Options.Seed, first: 200);
        var first = await WriteAsync(bed, client, bed.WriteOf(WriteMode.Upsert, rows)).ConfigureAwait(false);
        run.Require(first.Outcomes.All(outcome => outcome.Status == WriteStatus.Created), $"Upserting new records gave {Statuses(first)}; expected Created.");
        var before = await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false);
        var second = await WriteAsync(bed, client, bed.WriteOf(WriteMode.Upsert, rows, idempotencyKey: "again")).ConfigureAwait(false);
        run.Require(second.Outcomes.All(outcome => outcome.Status is WriteStatus.Unchanged or WriteStatus.Updated), $"Upserting the same records again gave {Statuses(second)}; expected Unchanged or Updated.");
        await SameAsync(run, bed, before, "Upserting the same records again").ConfigureAwait(false);
        await PartsAsync(run, bed, client, rows[0]).ConfigureAwait(false);
        var deleted = await TryDeleteAsync(bed, client, rows[1]).ConfigureAwait(false);
        if (deleted is null)
            return;
        run.Require(deleted == WriteStatus.Deleted, $"Deleting a record gave {deleted}; expected Deleted.");
        var again = await TryDeleteAsync(bed, client, rows[1]).ConfigureAwait(false);
        run.Require(again == WriteStatus.Unchanged, $"Deleting a record that is not there gave {again}; expected Unchanged.");
    }

    private static string Statuses(WriteResponse response) => string.Join(", ", response.Outcomes.Select(outcome => outcome.Status).Distinct());

    /// <summary>An absent field is left alone, a null clears it.</summary>
    private static async Task PartsAsync(CheckRun run, TestBed bed, IDriverClient client, ConformanceRow row)
    {
        var key = run.Object.WriteKey;
        var before = (await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false)).First(held => key.All(name => Values.Same(held[name], row[name])));
        var other = run.Object.Fields.FirstOrDefault(field => field is { Writable: true, Nullable: true, Value: null } && !key.Contains(field.Name, StringComparer.Ordinal) && !before[field.Name].IsNull);
        if (other is null)
            return;
        var cleared = new ConformanceRow(
        [
            .. key.Select(name => KeyValuePair.Create(name, row[name])),
            .. run.Object.Fields.Where(field => field is { Writable: true, Nullable: false } && !key.Contains(field.Name, StringComparer.Ordinal)).Select(field => KeyValuePair.Create(field.Name, row[field.Name])),
            KeyValuePair.Create(other.Name, RecordValue.Null),
        ]);
        var response = await WriteAsync(bed, client, bed.WriteOf(WriteMode.Upsert, [cleared])).ConfigureAwait(false);
        run.Require(response.Outcomes is [{ Status: WriteStatus.Updated }], $"Clearing a field gave {Statuses(response)}; expected Updated.");
        var after = (await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false)).First(held => key.All(name => Values.Same(held[name], row[name])));
        run.Require(after[other.Name].IsNull, $"Null was written to '{other.Name}', and the system still has a value. A null clears.");
        var changed = Values.Difference(after, before, run.Object.Fields.Where(field => field.Writable && field.Name != other.Name).Select(field => field.Name));
        run.Require(changed is null, $"The field '{changed}' was absent from a write, and it changed. An absent field is left alone.");
    }

    private static async Task<WriteStatus?> TryDeleteAsync(TestBed bed, IDriverClient client, ConformanceRow row)
    {
        var key = new ConformanceRow(bed.Object.WriteKey.Select(name => KeyValuePair.Create(name, row[name])));
        try
        {
            var response = await WriteAsync(bed, client, bed.WriteOf(WriteMode.Delete, [key])).ConfigureAwait(false);
            return response.Outcomes is [var outcome] ? outcome.Status : WriteStatus.Unknown;
        }
        catch (DriverException exception) when (exception.Code == DriverErrorCode.Unsupported)
        {
            return null;
        }
    }

    private static async Task SameAsync(CheckRun run, TestBed bed, IReadOnlyList<ConformanceRow> before, string what)
    {
        var after = (await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false)).ToLookup(row => row.Key(run.Object.KeyFields), StringComparer.Ordinal);
        run.Require(after.Sum(group => group.Count()) == before.Count, $"{what} changed the number of records from {before.Count} to {after.Sum(group => group.Count())}.");
        foreach (var row in before)
        {
            var changed = after[row.Key(run.Object.KeyFields)].FirstOrDefault() is { } now
                ? Values.Difference(now, row, run.Object.Fields.Where(field => field.Writable).Select(field => field.Name))
                : "its key";
            run.Require(changed is null, $"{what} changed a record in '{changed}'.");
        }
    }

    private static async Task<WriteResponse> WriteAsync(TestBed bed, IDriverClient client, WriteRequest request)
    {
        using (request.Records)
            return await bed.CallAsync("WriteAsync", token => ((IRecordWriter)client).WriteAsync(request, token)).ConfigureAwait(false);
    }

    private static Task ZeroMutationAsync(CheckRun run) => ReadOnlyCalls.RunAsync(run);
}

using IntegrationAgent.Driver.Conformance.Faults;
using IntegrationAgent.Driver.Conformance.Records;

namespace IntegrationAgent.Driver.Conformance.Checks;

/// <summary>Many callers on one client.</summary>
internal static class ConcurrencyChecks
{
    private const int Callers = 8;

    public static IReadOnlyList<ConformanceCheck> All { get; } =
    [
        new(47, "thread-safe-client", ConformanceTier.Hermetic,
            "Reads, describes and writes from eight callers at once; each gets its own, and the system holds all that was written.",
            "Records of one script appear in another's result.",
            ThreadsAsync),
        new(48, "token-refresh-race", ConformanceTier.Hermetic,
            "Lets all sessions expire under eight callers, twice; one renewal each time, all succeed, and a new connection still opens.",
            "Calls fail at random, and a person has to sign in again.",
            RefreshAsync),
    ];

    private static async Task ThreadsAsync(CheckRun run)
    {
        var size = (run.Object.PageSize * 2) + 1;
        var bed = await run.StartAsync(size).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        var held = await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false);
        var fields = run.Object.Fields.Select(field => field.Name).Where(name => !run.Object.KeyFields.Contains(name, StringComparer.Ordinal)).ToArray();
        var reads = Enumerable.Range(0, Callers).Select(i => Task.Run(async () =>
        {
            // Each caller asks for other fields, so that a mixed-up answer shows.
            string[] wanted = [.. run.Object.KeyFields, fields[i % fields.Length]];
            var read = await bed.QueryAllAsync(client, new QueryRequest { Object = run.Object.Name, Fields = wanted, PageSize = run.Object.PageSize }).ConfigureAwait(false);
            run.Require(read.Schema!.Fields.Select(field => field.Name).SequenceEqual(wanted, StringComparer.Ordinal), "One of eight callers at once got the fields of another. A client is thread-safe.");
            QueryChecks.Compare(run, read.Rows, held);
            _ = await bed.CallAsync("GetFieldsAsync", token => client.GetFieldsAsync(new GetFieldsRequest { Object = run.Object.Name, Refresh = true }, token)).ConfigureAwait(false);
        })).ToList();
        await Task.WhenAll(reads).ConfigureAwait(false);
        if (client is not IRecordWriter writer)
            return;
        var writes = await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => Task.Run(async () =>
        {
            var request = bed.WriteOf(WriteMode.Upsert, RowFactory.Make(run.Object, 5, run.Options.Seed, first: 1_000 + (i * 10)));
            using (request.Records)
                return await bed.CallAsync("WriteAsync", token => writer.WriteAsync(request, token)).ConfigureAwait(false);
        }))).ConfigureAwait(false);
        run.Require(writes.All(write => write.Outcomes.Count == 5 && write.Outcomes.All(outcome => outcome.Status == WriteStatus.Created)), "Eight callers wrote new records at once, and not all outcomes are Created.");
        var after = await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false);
        run.Require(after.Count == size + (Callers * 5), $"Eight callers wrote 5 records each, and the system now has {after.Count - size} more.");
    }

    private static async Task RefreshAsync(CheckRun run)
    {
        var bed = await run.StartAsync(run.Object.PageSize).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        _ = await bed.QueryAllAsync(client, bed.WholeObject()).ConfigureAwait(false);
        if (!await bed.Target.ExpireSessionsAsync(run.CancellationToken).ConfigureAwait(false))
        {
            if (bed.Http.Calls.Any(TokenBodies.IsTokenCall))
                CheckRun.Fail("The driver buys tokens, and the adapter cannot let them expire. Override ConformanceTarget.ExpireSessionsAsync.");
            CheckRun.NotApplicable("the driver buys no tokens: each call carries the credential that the manifest declares");
        }

        for (var round = 1; round <= 2; round++)
        {
            if (round > 1)
                await bed.Target.ExpireSessionsAsync(run.CancellationToken).ConfigureAwait(false);
            var before = bed.Http.Count;
            var reads = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(() => bed.QueryAsync(client, bed.WholeObject())))).ConfigureAwait(false);
            var failed = reads.FirstOrDefault(read => read.Error is not null)?.Error;
            run.Require(failed is null, $"All sessions expired under eight callers, and {reads.Count(read => read.Error is not null)} of them failed: {(failed is null ? "" : run.Describe(failed))}");
            if (!bed.IsHttp)
                continue;
            var renewals = bed.Http.Calls.Count(call => call.Index > before && TokenBodies.IsTokenCall(call));
            run.Require(renewals == 1, $"All sessions expired under eight callers, and the driver bought {renewals} tokens; expected 1 for all.");
        }

        var again = await bed.ConnectAsync().ConfigureAwait(false);
        _ = await bed.QueryAllAsync(again, bed.WholeObject()).ConfigureAwait(false);
        run.Observe();
    }
}

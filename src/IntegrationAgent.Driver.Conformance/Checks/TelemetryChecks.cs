using System.Net;
using IntegrationAgent.Driver.Conformance.Faults;
using IntegrationAgent.Driver.Conformance.Records;

namespace IntegrationAgent.Driver.Conformance.Checks;

/// <summary>What a driver says of itself, on which plans, budgets and the audit stand.</summary>
internal static class TelemetryChecks
{
    private const int LongestEvent = 60;

    public static IReadOnlyList<ConformanceCheck> All { get; } =
    [
        new(49, "telemetry-contract", ConformanceTier.Hermetic,
            "Compares the calls that the driver counts, repeats included, with those that it made, method by method; names of quotas are declared, names of log events are in snake_case.",
            "Plans, budgets and the audit name other numbers than what happened.",
            ContractAsync),
    ];

    private static async Task ContractAsync(CheckRun run)
    {
        var bed = await run.StartAsync((run.Object.PageSize * 2) + 1).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        _ = await bed.QueryAllAsync(client, bed.WholeObject()).ConfigureAwait(false);
        await CountedAsync(run, bed, client, "CheckAsync", () => bed.CallAsync("CheckAsync", client.CheckAsync)).ConfigureAwait(false);
        await CountedAsync(run, bed, client, "ListObjectsAsync", () => bed.CallAsync("ListObjectsAsync", token => client.ListObjectsAsync(new ListObjectsRequest(), token))).ConfigureAwait(false);
        await CountedAsync(run, bed, client, "GetFieldsAsync", () => bed.CallAsync("GetFieldsAsync", token => client.GetFieldsAsync(new GetFieldsRequest { Object = run.Object.Name, Refresh = true }, token))).ConfigureAwait(false);
        await CountedAsync(run, bed, client, "QueryAsync", () => bed.QueryAllAsync(client, bed.WholeObject())).ConfigureAwait(false);
        if (client is IChangeFeed feed)
            await CountedAsync(run, bed, client, "GetChangesAsync", () => ChangeChecks.ReadAsync(bed, feed, new ChangesRequest { Object = run.Object.Name, Fields = run.Object.KeyFields })).ConfigureAwait(false);
        if (client is IRecordWriter writer)
            await WritesAsync(run, bed, client, writer).ConfigureAwait(false);
        if (bed.IsHttp)
        {
            await CountedAsync(run, bed, client, "QueryAsync with a call that had to be repeated", async () =>
            {
                var first = bed.Http.Count;
                bed.Http.Rule = call => call.Index - first == 1 ? new FaultAction.Answer(HttpStatusCode.ServiceUnavailable) : null;
                _ = await bed.QueryAsync(client, bed.WholeObject()).ConfigureAwait(false);
                bed.Http.Rule = static _ => null;
            }).ConfigureAwait(false);
        }

        var status = await StatusAsync(bed, client).ConfigureAwait(false);
        foreach (var quota in status.Quotas)
        {
            run.Require(run.Facts.Limits.Any(limit => limit.Name == quota.Name), $"GetRateLimitAsync reports the quota '{quota.Name}', which the manifest does not declare.");
            run.Require(quota.Remaining is null or >= 0 && (quota.Limit is null || quota.Remaining is null || quota.Remaining <= quota.Limit), $"GetRateLimitAsync reports {quota.Remaining} of {quota.Limit} left of '{quota.Name}'.");
        }

        foreach (var name in bed.Log.Events)
        {
            run.Require(
                name.Length is > 0 and <= LongestEvent && char.IsAsciiLetterLower(name[0]) && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_'),
                $"A log event is named '{bed.Secrets.Scrub(name)}'. Name events in snake_case, the same each time, and put what differs into the message.");
        }
    }

    private static async Task WritesAsync(CheckRun run, TestBed bed, IDriverClient client, IRecordWriter writer)
    {
        var response = new WriteResponse { Outcomes = [] };
        var (stated, made) = await CountedAsync(run, bed, client, "WriteAsync", async () =>
        {
            var request = bed.WriteOf(WriteMode.Upsert, RowFactory.Make(run.Object, 3, run.Options.Seed, first: 700));
            using (request.Records)
                response = await bed.CallAsync("WriteAsync", token => writer.WriteAsync(request, token)).ConfigureAwait(false);
        }).ConfigureAwait(false);
        run.Require(
            bed.IsHttp ? response.Calls == made : response.Calls >= 1,
            $"WriteAsync says that it took {response.Calls} calls, and it made {(bed.IsHttp ? made : stated)}. WriteResponse.Calls is what a plan costs.");
    }

    /// <summary>The calls that the driver counted, and those that the kit saw.</summary>
    private static async Task<(long Stated, long Made)> CountedAsync(CheckRun run, TestBed bed, IDriverClient client, string what, Func<Task> work)
    {
        var before = (await StatusAsync(bed, client).ConfigureAwait(false)).CallsMade;
        var calls = bed.Http.Count;
        await work().ConfigureAwait(false);
        var made = bed.Http.Count - calls;
        var stated = (await StatusAsync(bed, client).ConfigureAwait(false)).CallsMade - before;
        if (bed.IsHttp)
            run.Require(stated == made, $"{what} made {made} calls, and GetRateLimitAsync counts {stated}. Count each call when it is sent, repeats too.");
        else
            run.Require(stated >= 1, $"{what} asked the system, and GetRateLimitAsync counts {stated} calls. Count each statement that is sent.");
        return (stated, made);
    }

    private static Task<RateLimitStatus> StatusAsync(TestBed bed, IDriverClient client) =>
        bed.CallAsync("GetRateLimitAsync", token => client.GetRateLimitAsync(token).AsTask());
}

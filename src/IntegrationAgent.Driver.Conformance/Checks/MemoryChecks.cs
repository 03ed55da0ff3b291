using System.Globalization;
using IntegrationAgent.Driver.Conformance.Records;

namespace IntegrationAgent.Driver.Conformance.Checks;

/// <summary>Reading streams.</summary>
internal static class MemoryChecks
{
    private const long Allowance = 1024 * 1024;

    /// <summary>What grows once, such as pools and compiled code, does not grow again; what is kept does so every time.</summary>
    private const int Attempts = 4;

    public static IReadOnlyList<ConformanceCheck> All { get; } =
    [
        new(45, "stream-flat-memory", ConformanceTier.Hermetic,
            "Reads many records: the first page comes before a quarter of them has been fetched, and the heap does not grow with what has been read.",
            "A large object ends the process for want of memory.",
            MemoryAsync),
    ];

    private static async Task MemoryAsync(CheckRun run)
    {
        var many = run.Options.ManyRecords;
        var bed = await run.StartAsync(many).ConfigureAwait(false);
        bed.Http.KeepBodies = false;
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        var growth = long.MaxValue;
        var bytes = 0L;
        var failure = "";
        var most = Allowance;
        for (var attempt = 0; attempt < Attempts && (growth > most || failure.Length > 0); attempt++)
        {
            (growth, bytes, failure) = await ReadAsync(run, bed, client, many).ConfigureAwait(false);
            most = Allowance + (bytes / 8);
        }

        if (failure.Length > 0)
            CheckRun.Fail(failure);
        run.Require(growth <= most, string.Create(
            CultureInfo.InvariantCulture,
            $"Reading {many} records ({bytes / 1024} KiB) let the heap grow by {growth / 1024} KiB; at most {most / 1024} KiB. Yield each page when it has come, and keep none."));
        run.Observe(many);
    }

    private static async Task<(long Growth, long Bytes, string Failure)> ReadAsync(CheckRun run, TestBed bed, IDriverClient client, int many)
    {
        var (start, most, bytes, seen, next) = (0L, 0L, 0L, 0, 0);
        var (before, fetchedBefore) = (bed.Http.Count, Fetched(bed));
        var (fetchedAtFirst, callsAtFirst) = (0L, 0);
        var read = await bed.QueryAsync(
            client,
            new QueryRequest { Object = run.Object.Name, Fields = [.. run.Object.Fields.Select(field => field.Name)], PageSize = 500 },
            many * 2,
            (_, page) =>
            {
                if (seen == 0)
                    (fetchedAtFirst, callsAtFirst) = (Fetched(bed) - fetchedBefore, bed.Http.Count - before);
                bytes += page.Data.Length;
                seen += page.Count;
                if (seen < next)
                    return;
                next = seen + (many / 8);
                var heap = GC.GetTotalMemory(forceFullCollection: true);
                start = start == 0 ? heap : start;
                most = Math.Max(most, heap - start);
            },
            keepRows: false).ConfigureAwait(false);
        if (read.Error is { } error)
            CheckRun.Fail($"Reading {many} records failed: {run.Describe(error)}");
        if (seen != many)
            CheckRun.Fail($"Of {many} records the driver gave {seen}.");
        var fetched = Fetched(bed) - fetchedBefore;
        var calls = bed.Http.Count - before;
        return (most, bytes, fetched > 0 && fetchedAtFirst * 4 > fetched && (calls <= 1 || callsAtFirst * 4 > calls)
            ? $"Before its first page the driver had fetched {fetchedAtFirst * 100 / fetched} % of {many} records. Yield each page when it has come, and read a large answer as a stream."
            : "");
    }

    private static long Fetched(TestBed bed) => bed.Http.Calls.Sum(call => call.BytesRead);
}

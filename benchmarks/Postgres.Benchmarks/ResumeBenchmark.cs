using System.Diagnostics;
using System.Globalization;
using IntegrationAgent.Wire;

namespace IntegrationAgent.Benchmarks.Postgres;

/// <summary>A run is killed near its end and resumed: how much is read and written again, beside how much may be under way.</summary>
internal static class ResumeBenchmark
{
    private const double KilledAt = 0.9;

    /// <summary>Pages pass from the source's host to the agent, to the script, back to the agent, and to the target's host; each holds one besides those under way.</summary>
    private const int Links = 4;

    private const int RowsOfPage = 10_000;

    public static async Task<int> RunAsync(int rows, string sandbox, bool durable)
    {
        await using var server = await Tables.StartAsync(durable);
        await Tables.RunAsync(server, "postgres", "CREATE DATABASE source", "CREATE DATABASE target");
        await Tables.RunAsync(server, "source", Tables.Create("leads"), Tables.Fill(rows), "VACUUM ANALYZE leads", "CHECKPOINT");
        await DatabaseBenchmark.EmptyAsync(server);
        using var sync = await Sync.PrepareAsync(server, "source", null, "target", sandbox, rows);
        var pages = new WireLimits().Window + 1;
        var (toWrite, toRead) = (pages * RowsOfPage, Links * pages * RowsOfPage);
        Console.WriteLine($"window: {pages} pages of at most {RowsOfPage:N0} rows for each of {Links} links: at most {toWrite:N0} rows are sent to the target without an answer, {toRead:N0} read and not yet answered for");

        long written;
        using (var process = sync.Start(resume: false))
        {
            var unread = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            while ((written = await CountAsync(server)) < rows * KilledAt && !process.HasExited)
                await Task.Delay(20);
            process.Kill();
            await process.WaitForExitAsync();
            await unread;
        }

        // What was on its way into the database comes to its end.
        await Task.Delay(TimeSpan.FromSeconds(2));
        written = await CountAsync(server);
        Console.WriteLine($"killed with {written:N0} of {rows:N0} rows in the target");
        if (written >= rows)
            throw new InvalidOperationException("It was done before it was killed; take more rows.");
        var before = await ReadAsync(server);
        var clock = Stopwatch.StartNew();
        var resumed = await sync.RunAsync(resume: true);
        await Task.Delay(TimeSpan.FromSeconds(2));
        var (readAgain, writtenAgain) = (await ReadAsync(server) - before - (rows - written), resumed.Unchanged);
        var lost = rows - await CountAsync(server);
        Console.WriteLine($"resumed: {resumed.State} after {clock.Elapsed.TotalSeconds - 2:N1} s, {readAgain:N0} rows read again (at most {toRead:N0}), {writtenAgain:N0} written again and unchanged (at most {toWrite:N0}), {lost:N0} lost");
        return resumed.State == "succeeded" && lost == 0 && readAgain <= toRead && writtenAgain <= toWrite ? 0 : 1;
    }

    private static async Task<long> CountAsync(IntegrationAgent.Testing.PostgresServer server) =>
        long.Parse(await server.QueryAsync("target", "SELECT count(*) FROM leads", CancellationToken.None), CultureInfo.InvariantCulture);

    /// <summary>Rows that sessions have had from the source's table, as the server counts them.</summary>
    private static async Task<long> ReadAsync(IntegrationAgent.Testing.PostgresServer server) =>
        long.Parse(await server.QueryAsync("source", "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables WHERE relname = 'leads'", CancellationToken.None), CultureInfo.InvariantCulture);
}

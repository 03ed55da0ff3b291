using System.Diagnostics;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Benchmarks.Postgres;

/// <summary>The driver alone, in this process: reading, and reading and writing, with the processor time that is ours.</summary>
internal static class DriverBenchmark
{
    public static async Task<int> RunAsync(int rows, bool durable)
    {
        await using var server = await Tables.StartAsync(durable);
        await Tables.RunAsync(server, "postgres", "CREATE DATABASE source", "CREATE DATABASE target");
        await Tables.RunAsync(server, "source", Tables.Create("leads"), Tables.Fill(rows), "VACUUM ANALYZE leads", "CHECKPOINT");
        await using var source = await InProcess.ConnectAsync(server, "source");
        var query = new QueryRequest { Object = "leads", Fields = [.. Tables.Fields.Select(field => field.Target)] };
        for (var i = 0; i < 3; i++)
        {
            using var own = Process.GetCurrentProcess();
            var (before, clock, seen) = (own.TotalProcessorTime, Stopwatch.StartNew(), 0L);
            await foreach (var page in source.QueryAsync(query, CancellationToken.None))
            {
                using (page)
                    seen += page.Count;
            }

            own.Refresh();
            Console.WriteLine($"read           {seen / clock.Elapsed.TotalSeconds,10:N0}/s   {(own.TotalProcessorTime - before).TotalMicroseconds / seen:N2} µs of ours");
            await DatabaseBenchmark.EmptyAsync(server);
            await using var target = await InProcess.ConnectAsync(server, "target");
            var (elapsed, cpu) = await InProcess.RunAsync(source, query, target);
            Console.WriteLine($"read and write {rows / elapsed.TotalSeconds,10:N0}/s   {cpu.TotalMicroseconds / rows:N2} µs of ours");
        }

        return 0;
    }
}

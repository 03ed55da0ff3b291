using IntegrationAgent.Testing;

namespace IntegrationAgent.Benchmarks.Postgres;

/// <summary>PostgreSQL → PostgreSQL: the whole way beside psql by hand, in turns, on one server.</summary>
internal static class DatabaseBenchmark
{
    private const double Wanted = 0.7;

    public static async Task<int> RunAsync(int rows, int repetitions, string sandbox, bool durable)
    {
        await using var server = await Tables.StartAsync(durable);
        await Tables.RunAsync(server, "postgres", "CREATE DATABASE source", "CREATE DATABASE target");
        await Tables.RunAsync(server, "source", Tables.Create("leads"), Tables.Fill(rows), "VACUUM ANALYZE leads", "CHECKPOINT");
        Console.WriteLine($"{rows:N0} rows of {Tables.Fields.Length} fields, {(durable ? "durable" : "not durable")}, {Environment.ProcessorCount} cores");
        var ratios = new List<double>();
        for (var i = 0; i < repetitions; i++)
        {
            await EmptyAsync(server);
            var byHand = await Psql.UpsertAsync(server, "source", "target");
            var expected = await DigestAsync(server, "target");
            await EmptyAsync(server);
            var pipe = await Psql.PipeAsync(server, "source", "target");
            await EmptyAsync(server);
            var ours = await Sync.RunAsync(server, "source", null, "target", sandbox);
            if (ours.State != "Succeeded" || ours.Created != rows || await DigestAsync(server, "target") != expected)
            {
                Console.Error.WriteLine($"The run {ours.State} with {ours.Created} created, or its rows differ from psql's.");
                return 1;
            }

            ratios.Add(byHand / ours.Elapsed);
            Console.WriteLine($"psql by hand {rows / byHand.TotalSeconds,10:N0}/s   plain COPY|COPY {rows / pipe.TotalSeconds,10:N0}/s   whole way {rows / ours.Elapsed.TotalSeconds,10:N0}/s   ratio to psql {ratios[^1]:N2}   to the pipe {pipe / ours.Elapsed:N2}");
            ours.Print(rows);
        }

        ratios.Sort();
        Console.WriteLine($"ratio to psql: {ratios[0]:N2} / {ratios[ratios.Count / 2]:N2} / {ratios[^1]:N2} (least / median / most; wanted: {Wanted})");
        return ratios[ratios.Count / 2] >= Wanted ? 0 : 1;
    }

    public static Task EmptyAsync(PostgresServer server) => Tables.RunAsync(server, "target", "DROP TABLE IF EXISTS leads", Tables.Create("leads"), "CHECKPOINT");

    public static Task<string> DigestAsync(PostgresServer server, string database) =>
        server.QueryAsync(database, $"SELECT count(*), sum(('x' || left(md5(({Tables.Columns.Replace("revenue", "trim_scale(revenue)", StringComparison.Ordinal)})::text), 15))::bit(60)::bigint) FROM leads", CancellationToken.None);
}

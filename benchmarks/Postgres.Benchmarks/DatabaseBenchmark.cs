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
        await EmptyAsync(server);
        using var sync = await Sync.PrepareAsync(server, "source", null, "target", sandbox, rows);
        var ratios = new List<double>();
        for (var i = 0; i < repetitions; i++)
        {
            await EmptyAsync(server);
            var byHand = await Psql.UpsertAsync(server, "source", "target");
            await KeepAsync(server);
            await EmptyAsync(server);
            var pipe = await Psql.PipeAsync(server, "source", "target");
            await EmptyAsync(server);
            var ours = await sync.RunAsync();
            var different = await DifferencesAsync(server);
            if (ours.State != "succeeded" || ours.Created != rows || different.Length > 0)
            {
                Console.Error.WriteLine($"The run {ours.State} with {ours.Created} created; rows differ from psql's: {different}");
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

    /// <summary>Puts what one way has written aside, for <see cref="DifferencesAsync"/>.</summary>
    public static Task KeepAsync(PostgresServer server) => Tables.RunAsync(server, "target", "DROP TABLE IF EXISTS expected", "ALTER TABLE leads RENAME TO expected");

    /// <summary>How many rows differ from those put aside, and in which fields; empty where none do. Numbers are compared by value.</summary>
    public static async Task<string> DifferencesAsync(PostgresServer server)
    {
        var fields = Tables.Fields.Select(field => field.Target).ToList();
        var counts = string.Join(", ", fields.Select(field => $"count(*) FILTER (WHERE e.{field} IS DISTINCT FROM l.{field})"));
        var answer = (await server.QueryAsync("target", $"SELECT concat_ws(',', {counts}) FROM expected e FULL JOIN leads l ON e.id = l.id", CancellationToken.None)).Trim().Split(',');
        var different = string.Join(", ", fields.Zip(answer).Where(pair => pair.Second != "0").Select(pair => $"{pair.First} in {pair.Second} rows"));
        if (different.Length > 0)
        {
            different += ", for example " + await server.QueryAsync(
                "target", $"SELECT (e.*)::text || ' and ' || (l.*)::text FROM expected e FULL JOIN leads l ON e.id = l.id WHERE ({string.Join(", ", fields.Select(field => "e." + field))}) IS DISTINCT FROM ({string.Join(", ", fields.Select(field => "l." + field))}) LIMIT 1", CancellationToken.None);
        }

        return different;
    }
}

using System.Globalization;

namespace IntegrationAgent.Benchmarks.Salesforce;

/// <summary>Our driver beside jsforce, against one simulator, with the same rows and fields, each repetition in a fresh process.</summary>
internal static class PeerBenchmark
{
    private const double MostGrowth = 1.2;

    private static readonly (string Work, string Peer, string What, double Wanted)[] Speeds =
    [
        ("rest", "rest", "REST read, against query and queryMore", 2),
        ("bulk", "bulk", "Bulk 2.0 read", 4),
        ("upsert", "upsert", "upsert by external id, collections", 2),
        ("ingest", "ingest", "upsert by external id, Bulk 2.0", 2),
    ];

    public static async Task<int> RunAsync(int records, int writes, int? warmup, int repetitions, int few, int many, string only)
    {
        var script = Peer.Install();
        var missed = 0;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{records:N0} records of {Work.Fields.Length} fields read, {writes:N0} of {Work.Written.Length} written, {repetitions} repetitions in turns, each after {(warmup is { } n ? n.ToString("N0", CultureInfo.InvariantCulture) : "as many")} that do not count"));
        Console.WriteLine($"{"records per second",-44}{"least",10} {"median",10} {"most",10}");
        await using (var server = await ServerProcess.StartAsync(records))
        {
            Environment.SetEnvironmentVariable("SF_ACCESS_TOKEN", server.Token);
            foreach (var (work, peer, what, wanted) in Speeds)
            {
                if (only.Length > 0 && only != work) continue;
                var count = work is "rest" or "bulk" ? records : writes;
                missed += await SpeedAsync(server, script, work, peer, what, wanted, count, warmup ?? count, repetitions) ? 0 : 1;
            }
        }

        if (only.Length == 0 || only == "memory") missed += await MemoryAsync(script, few, many);
        return missed == 0 ? 0 : 1;
    }

    private static async Task<bool> SpeedAsync(ServerProcess server, string script, string work, string peer, string what, double wanted, int count, int warmup, int repetitions)
    {
        Console.WriteLine(what);

        // The first pair does not count: the simulator compiles itself while it serves them, and that is neither client's doing.
        await OursAsync(server, work, count, warmup);
        await TheirsAsync(server, script, peer, count, warmup);
        var ours = new List<Outcome>();
        var theirs = new List<Outcome>();
        var before = server.ProcessorTime;
        for (var i = 0; i < repetitions; i++)
        {
            ours.Add(await OursAsync(server, work, count, warmup));
            theirs.Add(await TheirsAsync(server, script, peer, count, warmup));
        }

        var serving = (server.ProcessorTime - before).TotalSeconds / (2.0 * repetitions * (count + warmup));
        var same = ours.Concat(theirs).All(outcome => outcome.Records == count && outcome.Values == ours[0].Values);
        if (theirs.Max(outcome => outcome.Headers) is > 0 and var headers) Console.WriteLine($"  (jsforce reported {headers} header lines of later pages as records; they are not counted)");
        var our = new Figures(ours.Select(outcome => outcome.Rate));
        var their = new Figures(theirs.Select(outcome => outcome.Rate));
        var ratios = new Figures(ours.Zip(theirs, (a, b) => a.Rate / b.Rate));
        Console.WriteLine($"  {"driver",-42}{our}");
        Console.WriteLine($"  {"jsforce",-42}{their}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {"ratio",-42}{ratios.Least,10:N2} {ratios.Median,10:N2} {ratios.Most,10:N2}   wanted {wanted:N0}: {Figures.Verdict(ratios.Median >= wanted)}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {"processor time, µs per record",-42}driver {Cost(ours, count):N1}, jsforce {Cost(theirs, count):N1}, simulator {serving * 1e6:N1}"));
        if (!same) Console.WriteLine("  the two did not see the same records and values: " + string.Join(' ', ours.Concat(theirs).Select(outcome => $"{outcome.Records}/{outcome.Values}").Distinct()));
        return same && ratios.Median >= wanted;
    }

    private static double Cost(List<Outcome> outcomes, int count) => new Figures(outcomes.Select(outcome => outcome.ProcessorSeconds * 1e6 / count)).Median;

    private static async Task<int> MemoryAsync(string script, int few, int many)
    {
        await using var server = await ServerProcess.StartAsync(many);
        Environment.SetEnvironmentVariable("SF_ACCESS_TOKEN", server.Token);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"peak memory",-44}{few,10:N0} {many,10:N0}     growth"));
        var missed = 0;
        foreach (var work in new[] { "rest", "bulk" })
        {
            var small = await MiddleAsync(() => OursAsync(server, work, few, few));
            var large = await MiddleAsync(() => OursAsync(server, work, many, few));
            missed += Print($"driver, {work}", small, large, true) ? 0 : 1;
        }

        foreach (var work in new[] { "rest-stream", "rest", "bulk" })
        {
            var small = await TheirsAsync(server, script, work, few, few);
            var large = await TheirsAsync(server, script, work, many, few);
            Print($"jsforce, {(work == "rest" ? "rest, queryMore by hand" : work)}", small, large, false);
        }

        return missed;
    }

    /// <summary>Of three runs, the one with the middle peak: when the collector runs is partly chance.</summary>
    private static async Task<Outcome> MiddleAsync(Func<Task<Outcome>> run)
    {
        Outcome[] runs = [await run(), await run(), await run()];
        return runs.OrderBy(outcome => outcome.PeakBytes).ElementAt(1);
    }

    private static bool Print(string who, Outcome small, Outcome large, bool ours)
    {
        var growth = (double)large.PeakBytes / small.PeakBytes;
        var verdict = ours ? $"   wanted ≤ {MostGrowth.ToString("N1", CultureInfo.InvariantCulture)}: {Figures.Verdict(growth <= MostGrowth)}" : "";
        if (!large.Finished) verdict = string.Create(CultureInfo.InvariantCulture, $"   it stopped after {large.Records:N0} records");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {who,-42}{Figures.Megabytes(small.PeakBytes),10} {Figures.Megabytes(large.PeakBytes),10} {growth,10:N2}{verdict}"));
        return growth <= MostGrowth;
    }

    private static Task<Outcome> OursAsync(ServerProcess server, string work, int count, int warmup) => Outcome.OfAsync(
        Environment.ProcessPath!, "driver", server.Address.ToString(), work, "--records", Text(count), "--warmup", Text(warmup));

    private static Task<Outcome> TheirsAsync(ServerProcess server, string script, string work, int count, int warmup) =>
        Outcome.OfAsync("node", script, server.Address.ToString(), work, Text(count), Text(warmup));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

using IntegrationAgent.Testing;

namespace IntegrationAgent.Benchmarks.Postgres;

/// <summary>Simulated org → PostgreSQL: the whole way beside a script of jsforce and pg, and beside our own drivers in one process without sandbox and ledger.</summary>
internal static class OrgBenchmark
{
    private const double WantedOfPeer = 3, WantedOfInProcess = 0.87;

    public static async Task<int> RunAsync(int leads, int repetitions, string sandbox, bool durable)
    {
        var script = Peer.Install();
        await using var server = await Tables.StartAsync(durable);
        await using var org = await OrgProcess.StartAsync(leads);
        await Tables.RunAsync(server, "postgres", "CREATE DATABASE target");
        Console.WriteLine($"{leads:N0} leads of {Tables.Fields.Length} fields, {(durable ? "durable" : "not durable")}, {Environment.ProcessorCount} cores");
        await DatabaseBenchmark.EmptyAsync(server);
        using var sync = await Sync.PrepareAsync(server, null, org, "target", sandbox, leads);
        List<double> ofPeer = [], ofInProcess = [];
        for (var i = 0; i < repetitions; i++)
        {
            await DatabaseBenchmark.EmptyAsync(server);
            var (peer, peerCpu) = await Peer.RunAsync(script, org, server);
            await DatabaseBenchmark.KeepAsync(server);
            await DatabaseBenchmark.EmptyAsync(server);
            var (inProcess, inProcessCpu) = await InProcess.RunAsync(org, server);
            await DatabaseBenchmark.EmptyAsync(server);
            var before = org.ProcessorTime;
            var ours = await sync.RunAsync();
            var different = await DatabaseBenchmark.DifferencesAsync(server);
            if (ours.State != "succeeded" || ours.Created != leads || different.Length > 0)
            {
                Console.Error.WriteLine($"The run {ours.State} with {ours.Created} created; rows differ from the script's: {different}; jsforce + pg {leads / peer.TotalSeconds:N0}/s, one process {leads / inProcess.TotalSeconds:N0}/s, whole way {leads / ours.Elapsed.TotalSeconds:N0}/s.");
                return 1;
            }

            ofPeer.Add(peer / ours.Elapsed);
            ofInProcess.Add(inProcess / ours.Elapsed);
            Console.WriteLine($"jsforce + pg {leads / peer.TotalSeconds,9:N0}/s ({peerCpu.TotalMicroseconds / leads:N1} µs)   one process {leads / inProcess.TotalSeconds,9:N0}/s ({inProcessCpu.TotalMicroseconds / leads:N1} µs)   whole way {leads / ours.Elapsed.TotalSeconds,9:N0}/s   ratio {ofPeer[^1]:N2} and {ofInProcess[^1]:N2}");
            ours.Print(leads);
            Console.WriteLine($"    the simulated org      {(org.ProcessorTime - before).TotalMicroseconds / leads,8:N2} µs/record");
        }

        ofPeer.Sort();
        ofInProcess.Sort();
        var (a, b) = (ofPeer[ofPeer.Count / 2], ofInProcess[ofInProcess.Count / 2]);
        Console.WriteLine($"median ratio to jsforce + pg {a:N2} (wanted: {WantedOfPeer}), to one process {b:N2} (wanted: {WantedOfInProcess})");
        return a >= WantedOfPeer && b >= WantedOfInProcess ? 0 : 1;
    }
}

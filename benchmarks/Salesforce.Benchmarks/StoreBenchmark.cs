using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace IntegrationAgent.Benchmarks.Salesforce;

/// <summary>An org of a million leads: how long it takes to make, how much memory it holds, and how queries answer; in memory, in a file, and after a restart.</summary>
internal static class StoreBenchmark
{
    private static readonly (string What, string Soql)[] Queries =
    [
        ("first page of all", Work.Soql),
        ("by external id", $"SELECT Id FROM Lead WHERE {Work.Key} = 'mk-0000777'"),
        ("changed since, first page", "SELECT Id FROM Lead WHERE SystemModstamp >= 2020-01-01T00:00:00Z ORDER BY SystemModstamp, Id LIMIT 2000"),
        ("filter without an index, COUNT()", "SELECT COUNT() FROM Lead WHERE Company LIKE '%ing%' AND LeadSource = 'Web'"),
        ("GROUP BY of a picklist", "SELECT Status, COUNT(Id) FROM Lead GROUP BY Status"),
        ("ORDER BY of a text, first 10", "SELECT Id FROM Lead ORDER BY LastName, FirstName LIMIT 10"),
    ];

    public static async Task<int> RunAsync(int records)
    {
        var file = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"intagent-store-{Environment.ProcessId}.db"));
        try
        {
            var memory = await OneAsync("in memory", records, null);
            var made = await OneAsync("in a file, made", records, file);
            var read = await OneAsync("in a file, read again", records, file);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the file has {new FileInfo(file).Length / 1048576.0:N0} MB"));
            return memory == records && made == records && read == records + 1 ? 0 : 1;
        }
        finally
        {
            foreach (var suffix in new[] { "", "-wal", "-shm" }) File.Delete(file + suffix);
        }
    }

    /// <summary>Starts, asks, writes one lead, and returns how many there were.</summary>
    private static async Task<int> OneAsync(string what, int records, string? file)
    {
        await using var server = await ServerProcess.StartAsync(records, store: file);
        using var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
        var found = await CountAsync(client, "SELECT COUNT() FROM Lead");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {found:N0} leads, ready after {server.StartSeconds:N1} s, {Figures.Megabytes(server.Memory)} resident"));
        foreach (var (name, soql) in Queries)
        {
            var times = new List<double>();
            for (var i = 0; i < 5; i++)
            {
                var clock = Stopwatch.StartNew();
                await client.GetByteArrayAsync(Address(soql));
                times.Add(clock.Elapsed.TotalMilliseconds);
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {name,-36} first {times[0],8:N1} ms, then {new Figures(times.Skip(1)).Median,8:N1} ms"));
        }

        var writing = Stopwatch.StartNew();
        using var body = new StringContent("""{"LastName":"New","Company":"New"}""", Encoding.UTF8, "application/json");
        using var created = await client.PostAsync(new Uri("/services/data/v62.0/sobjects/Lead", UriKind.Relative), body);
        created.EnsureSuccessStatusCode();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {"create one",-36} {writing.Elapsed.TotalMilliseconds,14:N1} ms"));
        return found;
    }

    private static async Task<int> CountAsync(HttpClient client, string soql)
    {
        using var document = JsonDocument.Parse(await client.GetByteArrayAsync(Address(soql)));
        return document.RootElement.GetProperty("totalSize").GetInt32();
    }

    private static Uri Address(string soql) => new($"/services/data/v62.0/query?q={Uri.EscapeDataString(soql)}", UriKind.Relative);
}

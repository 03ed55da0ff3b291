using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace IntegrationAgent.Benchmarks.Salesforce;

/// <summary>How fast the simulator serves, pinned to one core: it must not be what a comparison of clients measures.</summary>
internal static class ServingBenchmark
{
    private const double WantedRate = 300_000;
    private const double WantedDescribe = 2.0;

    public static async Task<int> RunAsync(int records, int repetitions)
    {
        await using var server = await ServerProcess.StartAsync(records, core: 0);
        using var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
        for (var i = 0; i < 3; i++) await ReadAllAsync(client);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the simulator on one core; {records:N0} records of {Work.Fields.Length} fields, pages of 2,000, {repetitions} repetitions"));
        Console.WriteLine($"{"",-44}{"least",10} {"median",10} {"most",10}");

        var wall = new List<double>();
        var busy = new List<double>();
        for (var i = 0; i < repetitions; i++)
        {
            var before = server.ProcessorTime;
            var clock = Stopwatch.StartNew();
            var read = await Task.WhenAll(ReadAllAsync(client), ReadAllAsync(client));
            wall.Add(read.Sum() / clock.Elapsed.TotalSeconds);
            busy.Add(read.Sum() / (server.ProcessorTime - before).TotalSeconds);
        }

        var rate = new Figures(busy);
        Console.WriteLine($"{"records per second of processor time",-44}{rate}   wanted {WantedRate:N0}: {Figures.Verdict(rate.Median >= WantedRate)}");
        Console.WriteLine($"{"records per second by the clock",-44}{new Figures(wall)}   (two readers; other work on the machine counts)");

        var describe = await DescribeAsync(client, 200);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"describe of Lead, ms",-44}{describe.Least,10:N2} {describe.Median,10:N2} {describe.Most,10:N2}   wanted {WantedDescribe:N0}: {Figures.Verdict(describe.Median <= WantedDescribe)}"));
        return rate.Median >= WantedRate && describe.Median <= WantedDescribe ? 0 : 1;
    }

    private static async Task<Figures> DescribeAsync(HttpClient client, int count)
    {
        var times = new List<double>();
        for (var i = 0; i < count; i++)
        {
            var clock = Stopwatch.StartNew();
            await client.GetByteArrayAsync(new Uri("/services/data/v62.0/sobjects/Lead/describe", UriKind.Relative));
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        return new Figures(times.Skip(count / 10));
    }

    /// <summary>Reads every page without parsing it; only the address of the next one is looked for.</summary>
    private static async Task<long> ReadAllAsync(HttpClient client)
    {
        var buffer = new byte[1 << 18];
        var path = $"/services/data/v62.0/query?q={Uri.EscapeDataString(Work.Soql)}";
        while (true)
        {
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            response.EnsureSuccessStatusCode();
            await using var body = await response.Content.ReadAsStreamAsync();
            var head = await body.ReadAtLeastAsync(buffer, 400, throwOnEndOfStream: false);
            var text = Encoding.UTF8.GetString(buffer, 0, Math.Min(head, 400));
            while (await body.ReadAsync(buffer) > 0)
            {
            }

            var total = long.Parse(Between(text, "\"totalSize\":", ","), CultureInfo.InvariantCulture);
            if (!text.Contains("\"nextRecordsUrl\"", StringComparison.Ordinal)) return total;
            path = Between(text, "\"nextRecordsUrl\":\"", "\"");
        }
    }

    private static string Between(string text, string before, string after)
    {
        var from = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return text[from..text.IndexOf(after, from, StringComparison.Ordinal)];
    }
}

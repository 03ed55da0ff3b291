using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace IntegrationAgent.Benchmarks.Salesforce;

/// <summary>The simulator in a process of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process process;

    private ServerProcess(Process process, JsonElement ready)
    {
        this.process = process;
        Address = new Uri(ready.GetProperty("address").GetString()!);
        Token = ready.GetProperty("token").GetString()!;
        StartSeconds = ready.GetProperty("startSeconds").GetDouble();
    }

    public Uri Address { get; }

    public string Token { get; }

    public double StartSeconds { get; }

    /// <summary>Processor time used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public long Memory
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    public static async Task<ServerProcess> StartAsync(int leads, int? core = null, string? store = null)
    {
        var start = new ProcessStartInfo(core is null ? Environment.ProcessPath! : "taskset") { RedirectStandardOutput = true, RedirectStandardInput = true };
        string[] pin = core is { } n ? ["-c", n.ToString(CultureInfo.InvariantCulture), Environment.ProcessPath!] : [];
        foreach (var argument in (string[])[.. pin, "serve", "--leads", leads.ToString(CultureInfo.InvariantCulture), "--store", store ?? ""]) start.ArgumentList.Add(argument);
        var process = Process.Start(start) ?? throw new InvalidOperationException("The server did not start.");
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server ended at its start.");
        using var document = JsonDocument.Parse(line);
        return new ServerProcess(process, document.RootElement.Clone());
    }

    /// <summary>Serves until standard input ends.</summary>
    public static async Task<int> ServeAsync(int leads, string store)
    {
        var clock = Stopwatch.StartNew();
        var options = new SimulatorOptions { Leads = leads, DailyApiRequests = int.MaxValue, BulkPolls = 0, EnableControl = true, StorePath = store.Length > 0 ? store : null };
        await using var simulator = await SalesforceSimulator.StartAsync(options);
        Console.WriteLine(JsonSerializer.Serialize(new { address = simulator.Address, token = simulator.IssueAccessToken(), startSeconds = clock.Elapsed.TotalSeconds }));
        await Console.In.ReadToEndAsync();
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}

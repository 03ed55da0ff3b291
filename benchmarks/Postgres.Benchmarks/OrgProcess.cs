using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace IntegrationAgent.Benchmarks.Postgres;

/// <summary>The simulated org in a process of its own.</summary>
internal sealed class OrgProcess : IAsyncDisposable
{
    private readonly Process process;

    private OrgProcess(Process process, JsonElement ready)
    {
        this.process = process;
        Address = new Uri(ready.GetProperty("address").GetString()!);
        Token = ready.GetProperty("token").GetString()!;
    }

    public Uri Address { get; }

    public string Token { get; }

    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public static async Task<OrgProcess> StartAsync(int leads)
    {
        var start = OwnProcess.Of("serve", "--leads", leads.ToString(CultureInfo.InvariantCulture));
        var process = Process.Start(start) ?? throw new InvalidOperationException("The server did not start.");
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server ended at its start.");
        using var document = JsonDocument.Parse(line);
        return new OrgProcess(process, document.RootElement.Clone());
    }

    /// <summary>Serves until standard input ends.</summary>
    public static async Task<int> ServeAsync(int leads)
    {
        await using var simulator = await SalesforceSimulator.StartAsync(new SimulatorOptions { Leads = leads, Seed = 1, DailyApiRequests = int.MaxValue });
        Console.WriteLine(JsonSerializer.Serialize(new { address = simulator.Address, token = simulator.IssueAccessToken() }));
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

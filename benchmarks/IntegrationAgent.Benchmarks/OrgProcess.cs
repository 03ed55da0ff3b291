using System.Diagnostics;
using System.Globalization;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace IntegrationAgent.Benchmarks;

/// <summary>The simulated org in a process of its own; it ends with its standard input.</summary>
internal sealed class OrgProcess : IAsyncDisposable
{
    private readonly Process process;

    private OrgProcess(Process process, string[] said)
    {
        this.process = process;
        (Address, ClientId, ClientSecret) = (said[0], said[1], said[2]);
    }

    public string Address { get; }

    public string ClientId { get; }

    public string ClientSecret { get; }

    public static async Task<OrgProcess> StartAsync(int leads)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(OrgProcess).Assembly.Location);
        foreach (var argument in (string[])["org", "--leads", leads.ToString(CultureInfo.InvariantCulture)])
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The org did not start.");
        return new OrgProcess(process, line.Split(' '));
    }

    /// <summary>What the other process does.</summary>
    public static async Task<int> ServeAsync(int leads)
    {
        await using var simulator = await SalesforceSimulator.StartAsync(new SimulatorOptions { Leads = leads, Seed = 1 });
        Console.WriteLine($"{simulator.Address} {simulator.ClientId} {simulator.ClientSecret}");
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

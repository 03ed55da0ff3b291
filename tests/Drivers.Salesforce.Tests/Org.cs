using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace Drivers.Salesforce.Tests;

/// <summary>A simulated org and connections to it.</summary>
internal sealed class Org : IAsyncDisposable
{
    private Org(SalesforceSimulator simulator) => Simulator = simulator;

    public SalesforceSimulator Simulator { get; }

    public FakeLog Log { get; } = new();

    public FakeTokenStore Tokens { get; } = new();

    public static async Task<Org> StartAsync(int leads = 50, Action<SimulatorOptions>? change = null)
    {
        var options = new SimulatorOptions { Leads = leads };
        change?.Invoke(options);
        return new Org(await SalesforceSimulator.StartAsync(options, TestContext.Current.CancellationToken));
    }

    public int TokenCalls => Simulator.RequestLog.Count(entry => entry.Path.EndsWith("/oauth2/token", StringComparison.Ordinal));

    public async Task<SalesforceClient> ConnectAsync(string method = "client_credentials", params (string Name, string Value)[] more)
    {
        var settings = more.Where(pair => !pair.Name.StartsWith("SF_", StringComparison.Ordinal));
        return (SalesforceClient)await new SalesforceDriver().ConnectAsync(
            new ConnectionSettings([new("auth", method), new("login_url", Simulator.Address.ToString()), .. settings.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))]),
            new DriverContext
            {
                Credentials = new FakeCredentials(
                [
                    .. more.Where(pair => pair.Name.StartsWith("SF_", StringComparison.Ordinal)),
                    ("SF_CLIENT_ID", Simulator.ClientId),
                    ("SF_CLIENT_SECRET", Simulator.ClientSecret),
                    ("SF_USERNAME", Simulator.Username),
                ]),
                Tokens = Tokens,
                Log = Log,
            },
            TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync() => await Simulator.DisposeAsync();
}

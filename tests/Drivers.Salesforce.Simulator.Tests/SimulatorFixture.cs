using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace Drivers.Salesforce.Simulator.Tests;

/// <summary>One simulator and a client with a valid token.</summary>
public sealed class SimulatorFixture : IAsyncDisposable
{
    public const string Version = "/services/data/v66.0";

    private SimulatorFixture(SalesforceSimulator simulator)
    {
        Simulator = simulator;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = simulator.Address, Timeout = TimeSpan.FromSeconds(30) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", simulator.IssueAccessToken());
    }

    public SalesforceSimulator Simulator { get; }

    public HttpClient Client { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<SimulatorFixture> StartAsync(Action<SimulatorOptions>? configure = null, int leads = 300)
    {
        var options = new SimulatorOptions { Leads = leads, EnableControl = true };
        configure?.Invoke(options);
        return new SimulatorFixture(await SalesforceSimulator.StartAsync(options, Token));
    }

    public async Task<(int Status, JsonElement Body)> SendAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(Simulator.Address.ToString().TrimEnd('/') + (path.StartsWith('/') ? path : $"{Version}/{path}")));
        if (body is string text) request.Content = new StringContent(text, System.Text.Encoding.UTF8, "application/json");
        else if (body is not null) request.Content = JsonContent.Create(body);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Client.SendAsync(request, Token);
        var bytes = await response.Content.ReadAsByteArrayAsync(Token);
        if (bytes.Length == 0) return ((int)response.StatusCode, default);
        using var document = JsonDocument.Parse(bytes);
        return ((int)response.StatusCode, document.RootElement.Clone());
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        var (status, body) = await SendAsync(HttpMethod.Get, path);
        Assert.True(status == 200, string.Create(CultureInfo.InvariantCulture, $"{status} {body}"));
        return body;
    }

    public Task<(int Status, JsonElement Body)> TryQueryAsync(string soql, string resource = "query") => SendAsync(HttpMethod.Get, $"{resource}?q={Uri.EscapeDataString(soql)}");

    public async Task<JsonElement> QueryAsync(string soql, string resource = "query")
    {
        var (status, body) = await TryQueryAsync(soql, resource);
        Assert.True(status == 200, string.Create(CultureInfo.InvariantCulture, $"{soql}: {status} {body}"));
        return body;
    }

    public async Task<JsonElement[]> RecordsAsync(string soql, string resource = "query") => [.. (await QueryAsync(soql, resource)).GetProperty("records").EnumerateArray()];

    public async Task<string> CreateAsync(string objectName, object body)
    {
        var (status, answer) = await SendAsync(HttpMethod.Post, $"sobjects/{objectName}", body);
        Assert.True(status == 201, answer.ToString());
        return answer.GetProperty("id").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Simulator.DisposeAsync();
    }
}

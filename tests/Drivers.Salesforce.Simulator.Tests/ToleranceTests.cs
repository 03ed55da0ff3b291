using System.Net.Sockets;
using System.Text;

namespace Drivers.Salesforce.Simulator.Tests;

/// <summary>What real clients send although no document asks for it.</summary>
public sealed class ToleranceTests : IAsyncLifetime
{
    private SimulatorFixture _org = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _org = await SimulatorFixture.StartAsync(leads: 5);

    public ValueTask DisposeAsync() => _org.DisposeAsync();

    [Theory]
    [InlineData("//services/data/v66.0/limits")]
    [InlineData("/services/data/v66.0/limits/")]
    [InlineData("///services///data//v66.0//limits//")]
    [InlineData("/Services/Data/V66.0/Limits")]
    [InlineData("/services/data/v31.0/limits")]
    [InlineData("/services/data/v51.0/query?q=SELECT%20Id%20FROM%20Lead")]
    [InlineData("/services/data/v66.0/query/?q=SELECT+Id+FROM+Lead")]
    [InlineData("/services/data/v66.0/QUERY?Q=select+id+from+LEAD")]
    [InlineData("//services/data/v65.0/query?q=SELECT%20Id%20FROM%20Lead&columns=true")]
    [InlineData("/services/data/v66.0/sobjects/lead/Describe/")]
    [InlineData("/services/data/v66.0/sobjects/LEAD/")]
    public async Task Path_is_taken_as_it_is_meant(string path)
    {
        var (status, body) = await RawAsync($"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_org.Simulator.IssueAccessToken()}\r\nConnection: close\r\n\r\n");

        Assert.True(status == 200, $"{status} {body}");
    }

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("bearer ")]
    [InlineData("OAuth ")]
    public async Task Scheme_of_the_token_is_read_without_case(string scheme)
    {
        var (status, _) = await RawAsync($"GET /services/data/v66.0/limits HTTP/1.1\r\nHost: x\r\nAuthorization: {scheme}{_org.Simulator.IssueAccessToken()}\r\nConnection: close\r\n\r\n");

        Assert.Equal(200, status);
    }

    [Fact]
    public async Task Body_in_chunks_is_read_whole()
    {
        var (status, body) = await RawAsync(
            $"POST /services/data/v66.0/sobjects/Account HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_org.Simulator.IssueAccessToken()}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
            + "5\r\n{\"Nam\r\n1\r\ne\r\n9\r\n\":\"Parts\"\r\n1\r\n}\r\n0\r\n\r\n");

        Assert.Equal(201, status);
        Assert.Contains("\"success\":true", body);
        Assert.Single(await _org.RecordsAsync("SELECT Id FROM Account WHERE Name = 'Parts'"));
    }

    [Fact]
    public async Task Names_of_fields_in_a_body_are_read_without_case()
    {
        var (status, body) = await _org.SendAsync(HttpMethod.Post, "sobjects/account", """{"name":"Small","billingCity":"Oslo"}""");

        Assert.Equal(201, status);
        Assert.Equal("Oslo", (await _org.GetAsync($"sobjects/Account/{body.GetProperty("id").GetString()}")).GetProperty("BillingCity").GetString());
    }

    [Theory]
    [InlineData("20.0", 404)]
    [InlineData("21.0", 410)]
    [InlineData("30.0", 410)]
    [InlineData("99.0", 404)]
    [InlineData("x", 404)]
    public async Task Version_that_is_not_served_says_so(string version, int expected)
    {
        var (status, _) = await _org.SendAsync(HttpMethod.Get, $"/services/data/v{version}/limits");

        Assert.Equal(expected, status);
    }

    private async Task<(int Status, string Body)> RawAsync(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(_org.Simulator.Address.Host, _org.Simulator.Address.Port, Token);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Token);
        using var reader = new StreamReader(stream);
        var text = await reader.ReadToEndAsync(Token);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (int.Parse(text.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture), text[(end + 4)..]);
    }
}

using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace Drivers.Salesforce.Tests;

/// <summary>The next page is asked for while the records of the one before still come.</summary>
public sealed class AskAheadTests
{
    private static readonly string[] Fields = ["Id", "FirstName", "LastName", "Company", "Email", "CreatedDate"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_is_asked_for_before_the_one_before_has_come()
    {
        await using var org = await Org.StartAsync(4_500);
        using var gate = new Gate();
        await using var client = await ConnectAsync(org, gate);

        var pages = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = Fields }, Token));

        Assert.True(gate.OpenedByRequest, "The rest of the first page came only because the wait for the second request was given up.");
        Assert.Equal([2000, 2000, 500], pages.Sizes);
        Assert.Equal(3, Queries(org));
    }

    [Fact]
    public async Task No_page_is_asked_for_beyond_the_calls_that_are_allowed()
    {
        await using var org = await Org.StartAsync(4_500);
        await using var client = await org.ConnectAsync("client_credentials", ("transport", "rest"));

        var pages = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = Fields, MaxCalls = 2 }, Token));

        Assert.Equal(StopReason.Budget, pages.StopReason);
        Assert.Equal(2, Queries(org));
    }

    [Theory]
    [InlineData(FaultKind.CutBody)]
    [InlineData(FaultKind.ConnectionReset)]
    [InlineData(FaultKind.QueryTimeout)]
    public async Task A_page_that_was_asked_for_and_broke_is_asked_for_again(FaultKind kind)
    {
        await using var org = await Org.StartAsync(4_500);
        await using var client = await org.ConnectAsync("client_credentials", ("transport", "rest"));
        org.Simulator.AddFault(new SimulatorFault { Kind = kind, PathContains = "/query", After = 1 });

        var pages = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = Fields }, Token));

        Assert.Equal(4_500, pages.Rows.Select(row => row[0].AsString()).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal([2000, 2000, 500], pages.Sizes);
    }

    private static int Queries(Org org) => org.Simulator.RequestLog.Count(entry => entry.Path.Contains("/query", StringComparison.Ordinal));

    private static async Task<SalesforceClient> ConnectAsync(Org org, Gate gate) => (SalesforceClient)await new SalesforceDriver().ConnectAsync(
        new ConnectionSettings([new("auth", "access_token"), new("instance_url", org.Simulator.Address.ToString()), new("transport", "rest")]),
        new DriverContext
        {
            Credentials = new FakeCredentials([("SF_ACCESS_TOKEN", org.Simulator.IssueAccessToken())]),
            Tokens = org.Tokens,
            CreateHttpHandler = () => new GatedHandler(gate) { InnerHandler = new SocketsHttpHandler() },
        },
        Token);

    /// <summary>Opens with the second request for a page.</summary>
    private sealed class Gate : IDisposable
    {
        private readonly SemaphoreSlim open = new(0);
        private int pages;

        public bool OpenedByRequest { get; private set; }

        /// <summary>True for the first page.</summary>
        public bool Count()
        {
            if (Interlocked.Increment(ref pages) == 2)
                open.Release();
            return pages == 1;
        }

        public async Task WaitAsync(CancellationToken cancellationToken) => OpenedByRequest = await open.WaitAsync(TimeSpan.FromMinutes(1), cancellationToken);

        public void Dispose() => open.Dispose();
    }

    /// <summary>Holds the end of the first page back until the gate opens.</summary>
    private sealed class GatedHandler(Gate gate) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var isPage = request.RequestUri!.AbsolutePath.Contains("/query", StringComparison.Ordinal);
            var first = isPage && gate.Count();
            var response = await base.SendAsync(request, cancellationToken);
            if (first)
                response.Content = new StreamContent(new GatedStream(await response.Content.ReadAsByteArrayAsync(cancellationToken), gate));
            return response;
        }
    }

    private sealed class GatedStream(byte[] body, Gate gate) : MemoryStream(body)
    {
        private bool waited;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!waited && Position >= Length / 2)
            {
                waited = true;
                await gate.WaitAsync(cancellationToken);
            }

            return await base.ReadAsync(buffer[..(int)Math.Min(buffer.Length, 16_384)], cancellationToken);
        }
    }
}

using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce.Simulator;
using IntegrationAgent.Testing;

namespace Drivers.Salesforce.Tests;

/// <summary>What the org allows is shared with people, and never used up.</summary>
public sealed class LimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_read_stops_at_the_reserve_and_goes_on_where_it_stood()
    {
        SimulatorOptions? allowance = null;
        await using var org = await Org.StartAsync(5_000, options =>
        {
            allowance = options;
            options.DailyApiRequests = 20;
        });
        var request = new QueryRequest { Object = "Lead", Fields = ["Id"], PageSize = 200 };
        var ids = new List<string>();
        string? cursor = null;
        DriverException? stopped = null;
        await using (var client = await org.ConnectAsync("client_credentials", ("transport", "rest")))
        {
            try
            {
                await foreach (var page in client.QueryAsync(request, Token))
                {
                    using (page)
                    {
                        foreach (var record in page)
                            ids.Add(record.GetString(0)!);
                        cursor = page.Cursor;
                    }
                }
            }
            catch (DriverException exception)
            {
                stopped = exception;
            }

            Assert.Equal(DriverErrorCode.QuotaExhausted, stopped?.Code);
            Assert.Equal("daily_api_requests", stopped!.Target);

            // What must also work at the reserve: who am I, what is left.
            Assert.Equal(org.Simulator.Username, (await client.CheckAsync(Token)).Identity);
        }

        Assert.InRange(ids.Count, 2_000, 4_000);
        Assert.DoesNotContain(org.Simulator.RequestLog, entry => entry.Status == 403);
        allowance!.DailyApiRequests = 1_000;
        await using var next = await org.ConnectAsync("client_credentials", ("transport", "rest"));
        var rest = await Pages.ReadAsync(next.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"], PageSize = 200, Cursor = cursor }, Token));
        Assert.Equal(5_000, ids.Concat(rest.Column(0)).Distinct().Count());
        Assert.Equal(5_000, ids.Count + rest.Rows.Count);
    }

    [Fact]
    public async Task Too_many_calls_at_once_make_fewer_and_are_no_end()
    {
        await using var org = await Org.StartAsync(20);
        await using var client = await org.ConnectAsync();
        var before = client.Concurrency;
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.ConcurrentLimit, PathContains = "query" });

        var pages = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"] }, Token));

        Assert.Equal(20, pages.Rows.Count);
        Assert.Equal((20, 10), (before, client.Concurrency));
    }

    [Fact]
    public async Task What_one_app_may_use_is_a_quota_of_its_own()
    {
        await using var server = new StubServer(call =>
        {
            call.Response.Headers["Sforce-Limit-Info"] = "api-usage=25/5000; per-app-api-usage=17/250(appName=sample-connected-app)";
            return call.Json("""{"user_id":"005","organization_id":"00D"}""");
        });
        await using var client = await new IntegrationAgent.Drivers.Salesforce.SalesforceDriver().ConnectAsync(
            new ConnectionSettings([new("auth", "access_token"), new("instance_url", server.Url)]),
            new DriverContext { Credentials = new FakeCredentials(("SF_ACCESS_TOKEN", "t")), Tokens = new FakeTokenStore() },
            Token);

        var quotas = (await client.GetRateLimitAsync(Token)).Quotas.ToDictionary(quota => quota.Name);

        Assert.Equal((5000L, 4975L), (quotas["daily_api_requests"].Limit, quotas["daily_api_requests"].Remaining));
        Assert.Equal((250L, 233L), (quotas["app_api_requests"].Limit, quotas["app_api_requests"].Remaining));
    }
}

using System.Security.Cryptography;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce;
using IntegrationAgent.Drivers.Salesforce.Simulator;
using IntegrationAgent.Testing;

namespace Drivers.Salesforce.Tests;

public sealed class ConnectTests
{
    [Fact]
    public async Task Client_credentials_open_the_org()
    {
        await using var org = await Org.StartAsync();
        await using var client = await org.ConnectAsync();

        var check = await client.CheckAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("Salesforce org 00D", check.System, StringComparison.Ordinal);
        Assert.Equal(org.Simulator.Username, check.Identity);
        Assert.Equal("v62.0", check.ApiVersion);
    }

    [Fact]
    public async Task A_signed_statement_opens_the_org()
    {
        using var key = RSA.Create(2048);
        await using var org = await Org.StartAsync();
        org.Simulator.RegisterPublicKey(key.ExportSubjectPublicKeyInfoPem());
        await using var client = await org.ConnectAsync("jwt_bearer", ("SF_PRIVATE_KEY", key.ExportPkcs8PrivateKeyPem().Replace("\n", "\\n", StringComparison.Ordinal)));

        Assert.Equal(org.Simulator.Username, (await client.CheckAsync(TestContext.Current.CancellationToken)).Identity);
    }

    [Fact]
    public async Task A_ready_token_opens_the_org_and_is_not_renewed()
    {
        await using var org = await Org.StartAsync();
        await using var client = await org.ConnectAsync("access_token", ("SF_ACCESS_TOKEN", org.Simulator.IssueAccessToken()), ("instance_url", org.Simulator.Address.ToString()));
        org.Simulator.ExpireTokens();

        var error = await Assert.ThrowsAnyAsync<DriverException>(() => client.CheckAsync(TestContext.Current.CancellationToken));

        Assert.Equal(DriverErrorCode.AuthenticationFailed, error.Code);
        Assert.Equal(ErrorScope.Connection, error.Scope);
    }

    [Fact]
    public async Task Rotating_refresh_tokens_are_kept_and_spent_once_by_two_connections()
    {
        await using var org = await Org.StartAsync();
        var refresh = org.Simulator.IssueRefreshToken();
        await using var one = await org.ConnectAsync("refresh_token", ("SF_REFRESH_TOKEN", refresh));
        await using var two = await org.ConnectAsync("refresh_token", ("SF_REFRESH_TOKEN", refresh));

        for (var round = 0; round < 3; round++)
        {
            org.Simulator.ExpireTokens();
            await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? one : two).CheckAsync(TestContext.Current.CancellationToken)));
        }

        Assert.Equal(4, org.TokenCalls);
    }

    [Fact]
    public async Task An_expired_session_is_renewed_once_for_parallel_calls()
    {
        await using var org = await Org.StartAsync();
        await using var client = await org.ConnectAsync();
        org.Simulator.ExpireTokens();
        org.Simulator.ClearLog();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.CheckAsync(TestContext.Current.CancellationToken)));

        Assert.Equal(1, org.TokenCalls);
    }

    [Theory]
    [InlineData("SF_CLIENT_ID", "SF_CLIENT_ID")]
    [InlineData("SF_CLIENT_SECRET", "SF_CLIENT_SECRET")]
    public async Task A_wrong_credential_is_named_and_never_shown(string name, string target)
    {
        await using var org = await Org.StartAsync();

        var error = await Assert.ThrowsAnyAsync<DriverException>(() => org.ConnectAsync("client_credentials", (name, "wr0ng-secret-value")));

        Assert.Equal(DriverErrorCode.AuthenticationFailed, error.Code);
        Assert.Equal(target, error.Target);
        Assert.DoesNotContain("wr0ng-secret-value", error + org.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_credential_is_named()
    {
        await using var org = await Org.StartAsync();

        var error = await Assert.ThrowsAnyAsync<DriverException>(() => org.ConnectAsync("jwt_bearer"));

        Assert.Equal("SF_PRIVATE_KEY", error.Target);
    }

    [Theory]
    [InlineData("login_url", "http://example.com")]
    [InlineData("login_url", "ftp://example.com")]
    [InlineData("instance_url", "not an address")]
    [InlineData("api_version", "latest")]
    [InlineData("auth", "magic")]
    public async Task A_setting_that_makes_no_sense_is_named(string name, string value)
    {
        var error = await Assert.ThrowsAnyAsync<DriverException>(async () => await new SalesforceDriver().ConnectAsync(
            new ConnectionSettings([KeyValuePair.Create(name, value)]),
            new DriverContext { Credentials = new FakeCredentials(), Tokens = new FakeTokenStore() },
            TestContext.Current.CancellationToken));

        Assert.Equal(DriverErrorCode.InvalidValue, error.Code);
        Assert.Equal(name, error.Target);
    }

    [Fact]
    public async Task Faults_of_the_edge_are_waited_out()
    {
        await using var org = await Org.StartAsync();
        await using var client = await org.ConnectAsync();
        foreach (var kind in new[] { FaultKind.UnavailableHtml, FaultKind.EdgeSettingUp, FaultKind.CutBody })
            org.Simulator.AddFault(new SimulatorFault { Kind = kind, PathContains = "query" });

        var pages = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"] }, TestContext.Current.CancellationToken));

        Assert.Equal(50, pages.Rows.Count);
    }

    [Fact]
    public async Task The_daily_limit_ends_a_query_without_a_wait()
    {
        await using var org = await Org.StartAsync();
        await using var client = await org.ConnectAsync();
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.DailyLimit, PathContains = "query" });

        var error = await Assert.ThrowsAnyAsync<DriverException>(() => Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"] }, TestContext.Current.CancellationToken)));

        Assert.Equal(DriverErrorCode.QuotaExhausted, error.Code);
        Assert.Equal(RetryAdvice.AfterQuotaReset, error.Retry);
    }

    [Fact]
    public async Task Quotas_are_read_from_the_answers()
    {
        await using var org = await Org.StartAsync(change: options => options.DailyApiRequests = 15_000);
        await using var client = await org.ConnectAsync();

        var status = await client.GetRateLimitAsync(TestContext.Current.CancellationToken);

        var daily = status.Quotas.Single(quota => quota.Name == "daily_api_requests");
        Assert.Equal(15_000, daily.Limit);
        Assert.InRange(daily.Remaining!.Value, 14_900, 14_999);
        Assert.InRange(status.CallsMade, 2, 10);
    }

    [Fact]
    public async Task A_compressed_answer_is_read_like_any_other()
    {
        await using var server = new StubServer(async call =>
        {
            Assert.Contains("gzip", call.Headers["Accept-Encoding"], StringComparison.Ordinal);
            call.Response.ContentType = "application/json";
            call.Response.Headers["Content-Encoding"] = "gzip";
            await using (var zip = new System.IO.Compression.GZipStream(call.Response.OutputStream, System.IO.Compression.CompressionLevel.Fastest))
                await zip.WriteAsync("""{"user_id":"005","organization_id":"00D","preferred_username":"zipped"}"""u8.ToArray());
            call.Response.Close();
        });
        await using var client = await new SalesforceDriver().ConnectAsync(
            new ConnectionSettings([new("auth", "access_token"), new("instance_url", server.Url)]),
            new DriverContext { Credentials = new FakeCredentials(("SF_ACCESS_TOKEN", "t")), Tokens = new FakeTokenStore() },
            TestContext.Current.CancellationToken);

        Assert.Equal("zipped", (await client.CheckAsync(TestContext.Current.CancellationToken)).Identity);
    }
}

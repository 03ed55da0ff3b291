using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce;
using IntegrationAgent.Testing;

namespace Drivers.Salesforce.Tests;

/// <summary>When a session is bought anew, and from what.</summary>
public sealed class SessionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A new token is bought once for the bodies that mean the token, and never for those that mean something else.</summary>
    [Theory]
    [InlineData(401, """[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]""", 2, "authentication_failed")]
    [InlineData(401, "Bad_OAuth_Token", 2, "authentication_failed")]
    [InlineData(401, """[{"message":"Connected app is not attached to Agent","errorCode":"INVALID_SESSION_ID"}]""", 1, null)]
    [InlineData(401, """[{"message":"This session is not valid for use with the REST API","errorCode":"INVALID_SESSION_ID"}]""", 1, null)]
    [InlineData(403, """[{"message":"The REST API is not enabled for this Organization.","errorCode":"API_DISABLED_FOR_ORG"}]""", 1, null)]
    [InlineData(403, """[{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]""", 1, "quota_exhausted")]
    public async Task Refusal_buys_a_new_token_once_where_its_body_means_the_token(int status, string body, int bought, string? code)
    {
        var tokens = 0;
        await using var server = new StubServer(call => call.Path.EndsWith("/oauth2/token", StringComparison.Ordinal)
            ? call.Json($$"""{"access_token":"00D!token{{Interlocked.Increment(ref tokens)}}","scope":"api"}""")
            : call.Json(body, status));

        var error = await Assert.ThrowsAnyAsync<DriverException>(async () => await ConnectAsync(server, new FakeTokenStore(), "client_credentials", ("SF_CLIENT_SECRET", "s3cret-of-the-client")));

        Assert.Equal(bought, tokens);
        Assert.Equal(bought, server.Calls.Count(call => !call.Path.EndsWith("/oauth2/token", StringComparison.Ordinal)));
        if (code is not null)
            Assert.Equal(code, error.Code.Value);
        Assert.DoesNotContain("00D!token", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_in_of_a_person_needs_no_refresh_token_among_the_credentials_and_the_next_token_is_kept()
    {
        await using var org = await Org.StartAsync();
        await org.Tokens.CompareAndSwapAsync(SignInAttribute.TokenName, 0, new Secret(org.Simulator.IssueRefreshToken()), Token);

        for (var round = 0; round < 3; round++)
        {
            await using var client = await org.ConnectAsync("refresh_token");
            Assert.Equal(org.Simulator.Username, (await client.CheckAsync(Token)).Identity);
            org.Simulator.ExpireTokens();
        }

        Assert.Equal(3, org.TokenCalls);
    }

    [Fact]
    public async Task Newer_sign_in_is_taken_instead_of_what_an_older_one_left()
    {
        await using var org = await Org.StartAsync();
        await org.Tokens.CompareAndSwapAsync(SignInAttribute.TokenName, 0, new Secret(org.Simulator.IssueRefreshToken()), Token);
        await using (var client = await org.ConnectAsync("refresh_token"))
            await client.CheckAsync(Token);
        org.Simulator.ExpireTokens();

        await org.Tokens.CompareAndSwapAsync(SignInAttribute.TokenName, 1, new Secret("5Aep861of-another-org"), Token);

        var error = await Assert.ThrowsAnyAsync<DriverException>(() => org.ConnectAsync("refresh_token"));
        Assert.Equal((DriverErrorCode.AuthenticationFailed, "SF_REFRESH_TOKEN"), (error.Code, error.Target));
    }

    private static async Task<IDriverClient> ConnectAsync(StubServer server, ITokenStore tokens, string method, params (string Name, string Value)[] credentials) => await new SalesforceDriver().ConnectAsync(
        new ConnectionSettings([new("auth", method), new("login_url", server.Url)]),
        new DriverContext { Credentials = new FakeCredentials([.. credentials, ("SF_CLIENT_ID", "client")]), Tokens = tokens },
        Token);
}

using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace Drivers.Salesforce.Simulator.Tests;

public sealed class OAuthTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Client_credentials_give_a_token_that_works()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);

        var (status, body) = await PostAsync(org, ("grant_type", "client_credentials"), ("client_id", org.Simulator.ClientId), ("client_secret", org.Simulator.ClientSecret));
        org.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", body.GetProperty("access_token").GetString());

        Assert.Equal(200, status);
        Assert.Matches(@"^(00D\w{12,15})![.\w]*$", body.GetProperty("access_token").GetString());
        Assert.Equal(JsonValueKind.String, body.GetProperty("issued_at").ValueKind);
        Assert.Equal(org.Simulator.Address.ToString().TrimEnd('/'), body.GetProperty("instance_url").GetString());
        Assert.False(body.TryGetProperty("expires_in", out _));
        Assert.False(body.TryGetProperty("refresh_token", out _));
        await org.GetAsync("limits");
    }

    [Fact]
    public async Task Client_credentials_may_come_as_basic_authorization()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        org.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{org.Simulator.ClientId}:{org.Simulator.ClientSecret}")));

        var (status, _) = await PostAsync(org, ("grant_type", "client_credentials"));

        Assert.Equal(200, status);
    }

    [Theory]
    [InlineData("client_credentials", "wrong", "invalid_client")]
    [InlineData("magic", null, "unsupported_grant_type")]
    public async Task Refused_grant_is_an_object_and_not_an_array(string grant, string? secret, string error)
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);

        var (status, body) = await PostAsync(org, ("grant_type", grant), ("client_id", org.Simulator.ClientId), ("client_secret", secret ?? org.Simulator.ClientSecret));

        Assert.Equal(400, status);
        Assert.Equal(error, body.GetProperty("error").GetString());
        Assert.NotEmpty(body.GetProperty("error_description").GetString()!);
    }

    [Fact]
    public async Task Wrong_password_is_an_invalid_grant()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);

        var (status, body) = await PostAsync(
            org, ("grant_type", "password"), ("client_id", org.Simulator.ClientId), ("client_secret", org.Simulator.ClientSecret), ("username", org.Simulator.Username), ("password", "no"));

        Assert.Equal(400, status);
        Assert.Equal("""{"error":"invalid_grant","error_description":"authentication failure - Invalid Password"}""", body.GetRawText());
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(1000, true)] // the sf CLI sends the expiry in milliseconds
    public async Task Jwt_bearer_signed_by_the_registered_key_gives_a_token(int unit, bool trailingSlash)
    {
        using var key = RSA.Create(2048);
        await using var org = await SimulatorFixture.StartAsync(o => o.PublicKeyPem = key.ExportSubjectPublicKeyInfoPem(), leads: 1);
        var expiry = org.Simulator.Now.AddMinutes(5).ToUnixTimeSeconds() * unit;

        var (status, body) = await PostAsync(
            org, ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", Assertion(key, org.Simulator, org.Simulator.Address + (trailingSlash ? "" : "x"), expiry)));

        Assert.Equal(200, status);
        Assert.Equal(["access_token", "scope", "instance_url", "id", "token_type"], body.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task Jwt_bearer_signed_by_another_key_is_refused()
    {
        using var key = RSA.Create(2048);
        using var other = RSA.Create(2048);
        await using var org = await SimulatorFixture.StartAsync(o => o.PublicKeyPem = key.ExportSubjectPublicKeyInfoPem(), leads: 1);
        var expiry = org.Simulator.Now.AddMinutes(5).ToUnixTimeSeconds();

        var (status, body) = await PostAsync(
            org, ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", Assertion(other, org.Simulator, "https://login.salesforce.com", expiry)));

        Assert.Equal(400, status);
        Assert.Equal("invalid_grant", body.GetProperty("error").GetString());
    }

    [Fact]
    public async Task Expired_jwt_is_refused()
    {
        using var key = RSA.Create(2048);
        await using var org = await SimulatorFixture.StartAsync(o => o.PublicKeyPem = key.ExportSubjectPublicKeyInfoPem(), leads: 1);
        var expiry = org.Simulator.Now.AddMinutes(-10).ToUnixTimeSeconds();

        var (status, _) = await PostAsync(
            org, ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", Assertion(key, org.Simulator, "https://login.salesforce.com", expiry)));

        Assert.Equal(400, status);
    }

    [Fact]
    public async Task Reused_refresh_token_kills_the_grant()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        var first = org.Simulator.IssueRefreshToken();

        var (_, rotated) = await RefreshAsync(org, first);
        var (reusedStatus, reused) = await RefreshAsync(org, first);
        var (afterStatus, _) = await RefreshAsync(org, rotated.GetProperty("refresh_token").GetString()!);
        org.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", rotated.GetProperty("access_token").GetString());
        var (apiStatus, _) = await org.SendAsync(HttpMethod.Get, "limits");

        Assert.NotEqual(first, rotated.GetProperty("refresh_token").GetString());
        Assert.Equal(400, reusedStatus);
        Assert.Equal("expired access/refresh token", reused.GetProperty("error_description").GetString());
        Assert.Equal(400, afterStatus);
        Assert.Equal(401, apiStatus);
    }

    [Fact]
    public async Task Without_rotation_the_refresh_token_stays_and_is_not_repeated()
    {
        await using var org = await SimulatorFixture.StartAsync(o => o.RotateRefreshTokens = false, leads: 1);
        var token = org.Simulator.IssueRefreshToken();

        var (_, first) = await RefreshAsync(org, token);
        var (status, _) = await RefreshAsync(org, token);

        Assert.False(first.TryGetProperty("refresh_token", out _));
        Assert.Equal(200, status);
    }

    [Fact]
    public async Task Access_token_ends_with_its_lifetime()
    {
        await using var org = await SimulatorFixture.StartAsync(o => o.AccessTokenLifetime = TimeSpan.FromMinutes(10), leads: 1);
        org.Simulator.AdvanceTime(TimeSpan.FromMinutes(11));

        var (status, body) = await org.SendAsync(HttpMethod.Get, "limits");

        Assert.Equal(401, status);
        Assert.Equal("""[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]""", body.GetRawText());
    }

    [Fact]
    public async Task Revoked_token_no_longer_works()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        using var form = new FormUrlEncodedContent([new("token", org.Client.DefaultRequestHeaders.Authorization!.Parameter!)]);

        using var revoked = await org.Client.PostAsync(new Uri("/services/oauth2/revoke", UriKind.Relative), form, Token);
        var (status, _) = await org.SendAsync(HttpMethod.Get, "limits");

        Assert.Equal(200, (int)revoked.StatusCode);
        Assert.Equal(401, status);
    }

    [Fact]
    public async Task Userinfo_names_user_and_organization_as_query_does()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);

        var info = await org.GetAsync("/services/oauth2/userinfo");
        var user = await org.GetAsync($"/services/data/v51.0/sobjects/User/{info.GetProperty("user_id").GetString()}");
        var identity = await org.GetAsync($"/id/{info.GetProperty("organization_id").GetString()}/{info.GetProperty("user_id").GetString()}?format=json");

        Assert.Equal(org.Simulator.Username, user.GetProperty("Username").GetString());
        Assert.StartsWith("00D", info.GetProperty("organization_id").GetString());
        Assert.Equal(info.GetProperty("user_id").GetString(), identity.GetProperty("user_id").GetString());
    }

    [Theory]
    [InlineData(true, 200)]
    [InlineData(false, 400)]
    public async Task Web_server_flow_redeems_its_code_once_for_who_knows_the_verifier(bool knows, int expected)
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = org.Simulator.Address };
        const string Verifier = "a-verifier-of-at-least-forty-three-characters-012345";
        const string Redirect = "http://127.0.0.1:1717/callback";
        var challenge = Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

        using var page = await browser.GetAsync(
            new Uri($"/services/oauth2/authorize?response_type=code&client_id={org.Simulator.ClientId}&redirect_uri={Uri.EscapeDataString(Redirect)}&state=s%20t&code_challenge={challenge}", UriKind.Relative), Token);
        var location = page.Headers.Location!;
        var code = Uri.UnescapeDataString(location.Query.Split("code=")[1].Split('&')[0]);
        (string, string)[] form =
        [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Redirect), ("client_id", org.Simulator.ClientId), ("code_verifier", knows ? Verifier : "another"),
        ];
        var (status, body) = await PostAsync(org, form);
        var (again, _) = await PostAsync(org, form);

        Assert.Equal(302, (int)page.StatusCode);
        Assert.StartsWith(Redirect, location.ToString());
        Assert.EndsWith("&state=s%20t", location.Query);
        Assert.Equal((expected, 400), (status, again));
        Assert.Equal(knows, body.TryGetProperty("refresh_token", out _));
    }

    [Theory]
    [InlineData("&code_challenge=x&code_challenge_method=plain", "error=invalid_request")]
    [InlineData("", "code=")]
    public async Task Challenge_is_hashed_or_refused(string more, string answer)
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);

        Assert.StartsWith("?" + answer, (await AuthorizeAsync(org, more)).Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task User_who_denies_sends_the_browser_back_with_the_state()
    {
        await using var org = await SimulatorFixture.StartAsync(o => o.ApproveSignIns = false, leads: 1);

        Assert.Equal("?error=access_denied&error_description=end-user%20denied%20authorization&state=s", (await AuthorizeAsync(org, "&state=s")).Query);
    }

    [Theory]
    [InlineData("&scope=api", false, "api")]
    [InlineData("&scope=api%20refresh_token", true, "api refresh_token")]
    [InlineData("", true, "refresh_token api web full")]
    public async Task Scopes_that_were_asked_for_are_granted(string more, bool refresh, string granted)
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        var code = Uri.UnescapeDataString((await AuthorizeAsync(org, more)).Query["?code=".Length..]);

        var (_, body) = await PostAsync(org, ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", "http://localhost:1717/OauthRedirect"), ("client_id", org.Simulator.ClientId));

        Assert.Equal(refresh, body.TryGetProperty("refresh_token", out _));
        Assert.Equal(granted, body.GetProperty("scope").GetString());
    }

    private static async Task<Uri> AuthorizeAsync(SimulatorFixture org, string more)
    {
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = org.Simulator.Address };
        using var page = await browser.GetAsync(
            new Uri($"/services/oauth2/authorize?response_type=code&client_id={org.Simulator.ClientId}&redirect_uri=http%3A%2F%2Flocalhost%3A1717%2FOauthRedirect{more}", UriKind.Relative), Token);
        return page.Headers.Location!;
    }

    private static Task<(int Status, JsonElement Body)> RefreshAsync(SimulatorFixture org, string token) =>
        PostAsync(org, ("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", org.Simulator.ClientId));

    private static async Task<(int Status, JsonElement Body)> PostAsync(SimulatorFixture org, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value)));
        using var response = await org.Client.PostAsync(new Uri("/services/oauth2/token", UriKind.Relative), form, Token);
        using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(Token));
        return ((int)response.StatusCode, document.RootElement.Clone());
    }

    private static string Assertion(RSA key, SalesforceSimulator simulator, string audience, long expiry)
    {
        var head = Encode("""{"alg":"RS256"}"""u8.ToArray());
        var claims = Encode(JsonSerializer.SerializeToUtf8Bytes(new { iss = simulator.ClientId, sub = simulator.Username, aud = audience, exp = expiry }));
        var signature = key.SignData(Encoding.ASCII.GetBytes($"{head}.{claims}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{head}.{claims}.{Encode(signature)}";
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using IntegrationAgent.Agent.Connections;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.SignIn;
using IntegrationAgent.Drivers.Salesforce.Simulator;
using Microsoft.Extensions.Time.Testing;

namespace IntegrationAgent.Agent.Tests.SignIn;

/// <summary>The sign-in of a person, with an HTTP client for the browser and the simulated org for the system.</summary>
public sealed class BrowserSignInTests : IAsyncDisposable
{
    private readonly SecretScrubber scrubber = new();
    private readonly SimulatorOptions simulated = new() { Leads = 1 };
    private readonly Dictionary<string, string> variables = new(StringComparer.Ordinal);
    private SalesforceSimulator simulator = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        if (simulator is not null)
            await simulator.DisposeAsync();
    }

    [Fact]
    public async Task Browser_that_comes_back_brings_a_refresh_token_that_nobody_is_shown()
    {
        using var signIn = await BeginAsync();
        var completing = signIn.CompleteAsync(Token);

        var page = await BrowseAsync(signIn.Address);

        var refresh = (await completing).Reveal();
        Assert.Contains("You have signed in.", page, StringComparison.Ordinal);
        Assert.StartsWith("5Aep", refresh, StringComparison.Ordinal);
        Assert.True(scrubber.Contains(refresh));
        Assert.Contains("code_challenge_method=S256", signIn.Address.Query, StringComparison.Ordinal);
        Assert.Contains("scope=api%20refresh_token", signIn.Address.Query, StringComparison.Ordinal);
        Assert.DoesNotContain(simulator.ClientSecret, signIn.Address.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Icons_and_idle_connections_of_a_browser_are_not_the_sign_in()
    {
        using var signIn = await BeginAsync();
        var completing = signIn.CompleteAsync(Token);
        using var idle = new TcpClient();
        await idle.ConnectAsync(IPAddress.Loopback, Redirect(signIn).Port, Token);
        using var client = new HttpClient();

        using var icon = await client.GetAsync(new Uri(Redirect(signIn), "/favicon.ico"), Token);
        using var posted = await client.PostAsync(Redirect(signIn), new StringContent(""), Token);
        Assert.False(completing.IsCompleted);
        await BrowseAsync(signIn.Address);

        Assert.Equal(HttpStatusCode.NotFound, icon.StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
        Assert.NotEmpty((await completing).Reveal());
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")]
    [InlineData("GET /OauthRedirect?code=x&state=y HTTP/1.1\r\nHost: evil.example\r\n\r\n")]
    [InlineData("\u0000\u0001nonsense\r\n\r\n")]
    [InlineData("GET\r\n\r\n")]
    public async Task Request_that_no_browser_sends_from_here_is_refused_and_waited_past(string request)
    {
        using var signIn = await BeginAsync();
        var completing = signIn.CompleteAsync(Token);

        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Redirect(signIn).Port, Token);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Token);
        using var reader = new StreamReader(client.GetStream());
        Assert.Equal("HTTP/1.1 400 Bad Request", await reader.ReadLineAsync(Token));

        await BrowseAsync(signIn.Address);
        Assert.NotEmpty((await completing).Reveal());
    }

    [Theory]
    [InlineData("?code=stolen&state=of-another")]
    [InlineData("?code=stolen")]
    [InlineData("?error=access_denied&state=of-another")]
    public async Task State_of_another_sign_in_ends_it_and_no_code_is_exchanged(string query)
    {
        using var signIn = await BeginAsync();
        var completing = signIn.CompleteAsync(Token);

        var page = await BrowseAsync(new Uri(Redirect(signIn) + query));

        Assert.Equal("E-SGN-STATE", (await Assert.ThrowsAsync<AgentException>(() => completing)).Code);
        Assert.Contains("You have not signed in.", page, StringComparison.Ordinal);
        Assert.DoesNotContain(simulator.RequestLog, entry => entry.Path.EndsWith("/oauth2/token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Person_who_does_not_allow_the_access_ends_it()
    {
        simulated.ApproveSignIns = false;
        using var signIn = await BeginAsync();
        var completing = signIn.CompleteAsync(Token);

        var page = await BrowseAsync(signIn.Address);

        Assert.Equal("E-SGN-DENIED", (await Assert.ThrowsAsync<AgentException>(() => completing)).Code);
        Assert.Contains("You have not signed in.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_that_another_program_holds_is_named()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();

        var error = await Assert.ThrowsAsync<AgentException>(() => BeginAsync(((IPEndPoint)holder.LocalEndpoint).Port));

        Assert.Equal("E-SGN-PORT", error.Code);
    }

    [Fact]
    public async Task Nobody_who_comes_in_time_ends_it_and_frees_the_port()
    {
        var time = new FakeTimeProvider();
        using var signIn = await BeginAsync(time: time);
        var port = Redirect(signIn).Port;
        var completing = signIn.CompleteAsync(Token);

        time.Advance(TimeSpan.FromMinutes(4));
        Assert.False(completing.IsCompleted);
        time.Advance(TimeSpan.FromMinutes(2));

        var error = await Assert.ThrowsAsync<AgentException>(() => completing);
        Assert.Equal(("E-SGN-TIMEOUT", ExitCode.Connection), (error.Code, error.ExitCode));
        Assert.Contains($"ssh -L {port}:localhost:{port}", error.NextAction, StringComparison.Ordinal);
        signIn.Dispose();
        using var again = new TcpListener(IPAddress.Loopback, port);
        again.Start();
    }

    [Fact]
    public async Task Cancellation_stays_a_cancellation()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var signIn = await BeginAsync();
        var completing = signIn.CompleteAsync(stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => completing);
    }

    [Fact]
    public async Task Client_that_the_system_does_not_know_is_refused_with_the_systems_own_word()
    {
        variables["SF_CLIENT_SECRET"] = "wr0ng-secret-value";
        using var signIn = await BeginAsync();
        var completing = signIn.CompleteAsync(Token);

        await BrowseAsync(signIn.Address);

        var error = await Assert.ThrowsAsync<AgentException>(() => completing);
        Assert.Equal("E-SGN-REFUSED", error.Code);
        Assert.Contains("(invalid_client)", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng-secret-value", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_of_another_verifier_is_worth_nothing()
    {
        using var signIn = await BeginAsync();
        using var other = await BeginAsync();
        var completing = signIn.CompleteAsync(Token);

        // A code that was got for another challenge, with the state of this sign-in.
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var swapped = signIn.Address.AbsoluteUri.Replace(Parameter(signIn, "code_challenge"), Parameter(other, "code_challenge"), StringComparison.Ordinal);
        using var redirected = await browser.GetAsync(new Uri(swapped), Token);
        await BrowseAsync(redirected.Headers.Location!);

        var error = await Assert.ThrowsAsync<AgentException>(() => completing);
        Assert.Equal("E-SGN-REFUSED", error.Code);
        Assert.Contains("(invalid_grant)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task System_that_gives_no_refresh_token_is_no_sign_in()
    {
        using var signIn = await BeginAsync(scopes: ["api"]);
        var completing = signIn.CompleteAsync(Token);

        await BrowseAsync(signIn.Address);

        Assert.Equal("E-SGN-ANSWER", (await Assert.ThrowsAsync<AgentException>(() => completing)).Code);
    }

    [Fact]
    public async Task System_that_is_gone_before_the_exchange_is_unreachable()
    {
        using var signIn = await BeginAsync();
        var completing = signIn.CompleteAsync(Token);
        simulator.AddFault(new SimulatorFault { Kind = FaultKind.ConnectionReset, PathContains = "oauth2/token" });

        await BrowseAsync(signIn.Address);

        Assert.Equal("E-SGN-UNREACHABLE", (await Assert.ThrowsAsync<AgentException>(() => completing)).Code);
    }

    [Theory]
    [InlineData("http://login.example.com", "does not begin with https")]
    [InlineData("nonsense", "is no https address")]
    [InlineData("https://user@login.example.com", "is no https address")]
    [InlineData("", "needs the setting 'login_url'")]
    public void Address_that_would_give_the_token_away_is_refused(string loginUrl, string reason)
    {
        variables["SF_CLIENT_ID"] = "client";

        var error = Assert.Throws<AgentException>(() => PlanOf(loginUrl, "{login_url}/token"));

        Assert.Equal("E-SGN-ADDRESS", error.Code);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Host_that_is_neither_declared_nor_set_is_refused()
    {
        variables["SF_CLIENT_ID"] = "client";

        Assert.Contains("a host that the driver does not declare", Assert.Throws<AgentException>(() => PlanOf("https://login.example.com", "https://collector.example.net/token")).Message, StringComparison.Ordinal);
        Assert.Equal("tokens.example.org", PlanOf("https://login.example.com", "https://tokens.example.org/token").TokenUrl.Host);
    }

    [Fact]
    public void Client_without_an_id_is_missing_a_credential() =>
        Assert.Equal("E-SEC-MISSING", Assert.Throws<AgentException>(() => PlanOf("https://login.example.com", "{login_url}/token")).Code);

    [Fact]
    public void Driver_without_a_sign_in_says_so() =>
        Assert.Equal("E-SGN-UNSUPPORTED", Assert.Throws<AgentException>(() => SignInPlan.MethodOf(new DriverManifest { Id = "plain", Auth = [new ManifestAuth { Name = "key" }] })).Code);

    private async Task<BrowserSignIn> BeginAsync(int port = 0, TimeProvider? time = null, string[]? scopes = null)
    {
        simulator ??= await SalesforceSimulator.StartAsync(simulated, Token);
        variables.TryAdd("SF_CLIENT_ID", simulator.ClientId);
        variables.TryAdd("SF_CLIENT_SECRET", simulator.ClientSecret);
        var plan = PlanOf(simulator.Address.ToString(), "{login_url}/services/oauth2/token", scopes);
        return new BrowserSignIn(plan, new SignInOptions { Port = port }, scrubber, time ?? TimeProvider.System);
    }

    private SignInPlan PlanOf(string loginUrl, string tokenUrl, string[]? scopes = null)
    {
        var manifest = new DriverManifest
        {
            Id = "salesforce",
            Egress = ["*.example.org"],
            Settings = [new ManifestSetting { Name = "login_url", Kind = "url" }],
            Credentials = [new ManifestCredential { Name = "SF_CLIENT_ID", Secret = false }, new ManifestCredential { Name = "SF_CLIENT_SECRET" }],
            Auth =
            [
                new ManifestAuth
                {
                    Name = "refresh_token",
                    Scopes = scopes ?? ["api", "refresh_token"],
                    SignIn = new ManifestSignIn { AuthorizeUrl = "{login_url}/services/oauth2/authorize", TokenUrl = tokenUrl, ClientId = "SF_CLIENT_ID", ClientSecret = "SF_CLIENT_SECRET" },
                },
            ],
        };
        var connection = new ConnectionDefinition { Name = "salesforce", DriverId = "salesforce", Settings = new Dictionary<string, string> { ["login_url"] = loginUrl } };
        return SignInPlan.Of(connection, manifest, new SecretSource(variables.GetValueOrDefault, new DotEnvFile(Path.Combine(AppContext.BaseDirectory, "none.env")), scrubber));
    }

    private static async Task<string> BrowseAsync(Uri address)
    {
        using var browser = new HttpClient();
        return await browser.GetStringAsync(address, Token);
    }

    private static Uri Redirect(BrowserSignIn signIn) => new(Parameter(signIn, "redirect_uri"));

    private static string Parameter(BrowserSignIn signIn, string name) =>
        Uri.UnescapeDataString(signIn.Address.Query.TrimStart('?').Split('&').Single(pair => pair.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..]);
}

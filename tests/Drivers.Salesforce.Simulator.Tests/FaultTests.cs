using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace Drivers.Salesforce.Simulator.Tests;

/// <summary>Each kind of fault, armed over HTTP as a script would, seen by a client, and gone afterwards.</summary>
public sealed class FaultTests
{
    private static readonly Dictionary<FaultKind, string> Seen = new()
    {
        [FaultKind.SessionExpired] = "401 INVALID_SESSION_ID",
        [FaultKind.DailyLimit] = "403 REQUEST_LIMIT_EXCEEDED TotalRequests",
        [FaultKind.ConcurrentLimit] = "403 REQUEST_LIMIT_EXCEEDED ConcurrentRequests",
        [FaultKind.ServerErrorHtml] = "500 <html>",
        [FaultKind.UnavailableHtml] = "503 <html>",
        [FaultKind.EdgeSettingUp] = "420 <html>",
        [FaultKind.TooManyRequests] = "429 <html>",
        [FaultKind.Hang] = "nothing",
        [FaultKind.CutBody] = "broken",
        [FaultKind.LostAnswer] = "broken",
        [FaultKind.ConnectionReset] = "broken",
        [FaultKind.RowLock] = "400 UNABLE_TO_LOCK_ROW",
        [FaultKind.QueryTimeout] = "400 QUERY_TIMEOUT",
        [FaultKind.ExpiredLocator] = "400 INVALID_QUERY_LOCATOR",
        [FaultKind.Slow] = "2",
        [FaultKind.DripBody] = "2",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<FaultKind> Kinds => [.. Enum.GetValues<FaultKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Fault_armed_by_a_script_is_seen_once(FaultKind kind)
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 20);
        var (armed, _) = await org.SendAsync(HttpMethod.Post, "/__control/fault", new { kind = kind.ToString(), path = "/sobjects", delayMs = 20 });

        var first = await TryAsync(org, kind);
        var second = await TryAsync(org, kind == FaultKind.Hang ? FaultKind.Slow : kind);

        Assert.Equal(200, armed);
        Assert.All(Seen[kind].Split(' '), part => Assert.Contains(part, first));
        Assert.StartsWith("201", second);
    }

    [Fact]
    public async Task Lost_answer_of_a_rotation_leaves_the_client_with_a_token_whose_reuse_ends_the_grant()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);
        var token = org.Simulator.IssueRefreshToken();
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.LostAnswer, PathContains = "/oauth2/token" });

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => RefreshAsync(org, token));
        var (status, text) = await RefreshAsync(org, token);

        Assert.Equal(400, status);
        Assert.Contains("invalid_grant", text);
    }

    [Fact]
    public async Task Late_commit_by_a_script_appears_behind_what_was_read()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);
        await org.CreateAsync("Lead", new { LastName = "First", Company = "C" });

        await org.SendAsync(HttpMethod.Post, "/__control/create", """{"object":"Lead","values":{"LastName":"Late","Company":"C"},"agoSeconds":90}""");

        Assert.Equal(["Late", "First"], (await org.RecordsAsync("SELECT LastName FROM Lead ORDER BY SystemModstamp")).Select(r => r.GetProperty("LastName").GetString()!));
    }

    [Fact]
    public async Task Every_kind_of_fault_is_described()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(IntegrationAgent.Testing.RepositoryRoot.Path, "src", "Drivers.Salesforce.Simulator", "README.md"), Token);

        Assert.All(Enum.GetNames<FaultKind>(), name => Assert.Contains($"`{name}`", readme));
    }

    private static async Task<string> TryAsync(SimulatorFixture org, FaultKind kind)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        if (kind == FaultKind.Hang) patience.CancelAfter(TimeSpan.FromMilliseconds(300));
        using var content = new StringContent("""{"Name":"A"}""", System.Text.Encoding.UTF8, "application/json");
        try
        {
            using var response = await org.Client.PostAsync(new Uri(SimulatorFixture.Version + "/sobjects/Account", UriKind.Relative), content, patience.Token);
            return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(patience.Token)}";
        }
        catch (HttpRequestException)
        {
            return "broken";
        }
        catch (OperationCanceledException) when (!Token.IsCancellationRequested)
        {
            return "nothing";
        }
    }

    private static async Task<(int Status, string Text)> RefreshAsync(SimulatorFixture org, string token)
    {
        using var form = new FormUrlEncodedContent([new("grant_type", "refresh_token"), new("refresh_token", token), new("client_id", org.Simulator.ClientId)]);
        using var response = await org.Client.PostAsync(new Uri("/services/oauth2/token", UriKind.Relative), form, Token);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }
}

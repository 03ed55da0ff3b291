using System.Net.Http.Headers;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace Drivers.Salesforce.Simulator.Tests;

public sealed class ControlTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(FaultKind.SessionExpired, 401, "INVALID_SESSION_ID")]
    [InlineData(FaultKind.DailyLimit, 403, "REQUEST_LIMIT_EXCEEDED")]
    [InlineData(FaultKind.ConcurrentLimit, 403, "REQUEST_LIMIT_EXCEEDED")]
    [InlineData(FaultKind.QueryTimeout, 400, "QUERY_TIMEOUT")]
    [InlineData(FaultKind.ExpiredLocator, 400, "INVALID_QUERY_LOCATOR")]
    public async Task Armed_fault_hits_once_and_the_next_request_passes(FaultKind kind, int expected, string code)
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        org.Simulator.AddFault(new SimulatorFault { Kind = kind, PathContains = "/limits", After = 1 });

        await org.GetAsync("limits");
        await org.GetAsync("sobjects");
        var (status, body) = await org.SendAsync(HttpMethod.Get, "limits");
        await org.GetAsync("limits");

        Assert.Equal((expected, code), (status, body[0].GetProperty("errorCode").GetString()));
    }

    [Theory]
    [InlineData(FaultKind.ServerErrorHtml, 500)]
    [InlineData(FaultKind.UnavailableHtml, 503)]
    [InlineData(FaultKind.EdgeSettingUp, 420)]
    public async Task Edge_fault_answers_html(FaultKind kind, int expected)
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        org.Simulator.AddFault(new SimulatorFault { Kind = kind });

        using var response = await org.Client.GetAsync(new Uri(SimulatorFixture.Version + "/limits", UriKind.Relative), Token);

        Assert.Equal(expected, (int)response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("<html>", await response.Content.ReadAsStringAsync(Token));
    }

    [Theory]
    [InlineData(FaultKind.CutBody)]
    [InlineData(FaultKind.ConnectionReset)]
    [InlineData(FaultKind.LostAnswer)]
    public async Task Broken_connection_is_seen_as_one(FaultKind kind)
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 200);
        org.Simulator.AddFault(new SimulatorFault { Kind = kind });

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => org.QueryAsync("SELECT Id, Name FROM Lead"));

        Assert.Equal(200, (await org.QueryAsync("SELECT Id FROM Lead")).GetProperty("totalSize").GetInt32());
    }

    [Fact]
    public async Task Lost_answer_has_done_its_work()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.LostAnswer, Method = "POST" });

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => org.SendAsync(HttpMethod.Post, "sobjects/Account", new { Name = "Ghost" }));

        Assert.Single(org.Simulator.Query("SELECT Id FROM Account WHERE Name = 'Ghost'"));
    }

    [Fact]
    public async Task Hanging_request_ends_when_the_caller_gives_up()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.Hang });
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => org.Client.GetAsync(new Uri(SimulatorFixture.Version + "/limits", UriKind.Relative), patience.Token));

        await org.GetAsync("limits");
    }

    [Fact]
    public async Task Dripping_answer_arrives_whole()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 100);
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.DripBody, Delay = TimeSpan.FromMilliseconds(160) });

        var page = await org.QueryAsync("SELECT Id, Name FROM Lead");

        Assert.Equal(100, page.GetProperty("records").GetArrayLength());
    }

    [Fact]
    public async Task Row_lock_fails_each_record_of_a_collection()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.RowLock });
        var body = """{"records":[{"attributes":{"type":"Account"},"Name":"A"}]}""";

        await org.QueryAsync("SELECT Id FROM Account");
        var (status, locked) = await org.SendAsync(HttpMethod.Post, "composite/sobjects", body);
        var (_, free) = await org.SendAsync(HttpMethod.Post, "composite/sobjects", body);

        Assert.Equal(200, status);
        Assert.Equal("UNABLE_TO_LOCK_ROW", locked[0].GetProperty("errors")[0].GetProperty("statusCode").GetString());
        Assert.True(free[0].GetProperty("success").GetBoolean());
    }

    [Fact]
    public async Task Stopped_source_is_gone_until_it_resumes()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        org.Simulator.StopServing();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => org.GetAsync("limits"));
        var (status, _) = await org.SendAsync(HttpMethod.Post, "/__control/resume");

        Assert.Equal(200, status);
        await org.GetAsync("limits");
    }

    [Fact]
    public async Task Expired_locator_ends_a_paged_query()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 3000);
        var first = await org.QueryAsync("SELECT Id FROM Lead");
        org.Simulator.ExpireLocators();

        var (status, body) = await org.SendAsync(HttpMethod.Get, first.GetProperty("nextRecordsUrl").GetString()!);

        Assert.Equal((400, "INVALID_QUERY_LOCATOR"), (status, body[0].GetProperty("errorCode").GetString()));
    }

    [Fact]
    public async Task Updated_leads_and_a_deleted_one_are_seen_by_replication()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 300);
        org.Simulator.FreezeTime();
        org.Simulator.AdvanceTime(TimeSpan.FromMinutes(10));
        var start = org.Simulator.Now.AddMinutes(-2);
        var updated = org.Simulator.UpdateLeads(3);
        var deleted = org.Simulator.DeleteRecord("Lead");
        org.Simulator.AdvanceTime(TimeSpan.FromMinutes(5));
        var span = $"start={Uri.EscapeDataString(start.ToString("yyyy-MM-ddTHH:mm:sszzz"))}&end={Uri.EscapeDataString(org.Simulator.Now.ToString("yyyy-MM-ddTHH:mm:sszzz"))}";

        var changes = await org.GetAsync($"sobjects/Lead/updated/?{span}");
        var removals = await org.GetAsync($"sobjects/Lead/deleted/?{span}");
        var inLastMonth = await org.RecordsAsync("SELECT Id FROM Lead WHERE CreatedDate = LAST_N_DAYS:30");

        Assert.Equal(updated.Order(), changes.GetProperty("ids").EnumerateArray().Select(e => e.GetString()).Order());
        Assert.Equal(deleted, removals.GetProperty("deletedRecords")[0].GetProperty("id").GetString());
        Assert.DoesNotContain(deleted, updated);
        Assert.All(updated, id => Assert.Contains(inLastMonth, r => r.GetProperty("Id").GetString() == id));
        Assert.Equal(299, org.Simulator.CountRecords("Lead"));
    }

    [Fact]
    public async Task Updates_go_on_with_the_record_changed_longest_ago_when_each_was_changed_once()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 30);

        var first = org.Simulator.UpdateLeads(30);
        var again = org.Simulator.UpdateLeads(4);

        Assert.Equal(30, first.Distinct().Count());
        Assert.Equal(first.Take(4), again);
    }

    [Fact]
    public async Task Deleted_log_that_was_purged_refuses_an_earlier_start()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        org.Simulator.PurgeDeleteLog(org.Simulator.Now.AddHours(-1));
        string Span(double hours) => $"start={Uri.EscapeDataString(org.Simulator.Now.AddHours(-hours).ToString("o"))}&end={Uri.EscapeDataString(org.Simulator.Now.ToString("o"))}";

        var (status, body) = await org.SendAsync(HttpMethod.Get, $"sobjects/Lead/deleted?{Span(2)}");
        var later = await org.GetAsync($"sobjects/Lead/deleted?{Span(0.5)}");

        Assert.Equal((400, "INVALID_REPLICATION_DATE"), (status, body[0].GetProperty("errorCode").GetString()));
        Assert.True(later.TryGetProperty("earliestDateAvailable", out _));
    }

    [Fact]
    public async Task Control_paths_are_off_unless_enabled()
    {
        await using var org = await SimulatorFixture.StartAsync(o => o.EnableControl = false, leads: 1);

        var (status, _) = await org.SendAsync(HttpMethod.Post, "/__control/stop");

        Assert.Equal(404, status);
        await org.GetAsync("limits");
    }

    [Fact]
    public async Task Control_over_http_does_what_the_members_do()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 30);

        var (_, updated) = await org.SendAsync(HttpMethod.Post, "/__control/update", """{"count":2}""");
        var (_, deleted) = await org.SendAsync(HttpMethod.Post, "/__control/delete", """{"object":"Account"}""");
        var (faulted, _) = await org.SendAsync(HttpMethod.Post, "/__control/fault", """{"kind":"QueryTimeout","path":"/query"}""");
        var (unknown, _) = await org.SendAsync(HttpMethod.Post, "/__control/fault", """{"kind":"Nonsense"}""");
        var (query, _) = await org.TryQueryAsync("SELECT Id FROM Lead");
        var calls = await org.GetAsync("/__control/calls");

        Assert.Equal(2, updated.GetProperty("ids").GetArrayLength());
        Assert.StartsWith("001", deleted.GetProperty("ids")[0].GetString());
        Assert.Equal((200, 400, 400), (faulted, unknown, query));
        Assert.Equal(1, calls.GetProperty("GET query").GetInt32());
    }

    [Fact]
    public async Task Daily_limit_is_counted_on_every_answer()
    {
        await using var org = await SimulatorFixture.StartAsync(o => o.DailyApiRequests = 2, leads: 1);

        using var first = await org.Client.GetAsync(new Uri(SimulatorFixture.Version + "/limits", UriKind.Relative), Token);
        await org.GetAsync("sobjects");
        var (status, body) = await org.SendAsync(HttpMethod.Get, "limits");

        Assert.Equal("api-usage=1/2", first.Headers.GetValues("Sforce-Limit-Info").Single());
        Assert.Equal((403, "TotalRequests Limit exceeded."), (status, body[0].GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Paths_are_forgiving_and_versions_need_no_token()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);

        var doubled = await org.GetAsync("//services//data/v31.0/SOBJECTS/lead/describe/");
        org.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "wrong");
        var versions = await org.GetAsync("//services/data/");
        var (status, _) = await org.SendAsync(HttpMethod.Get, "limits");

        Assert.Equal("Lead", doubled.GetProperty("name").GetString());
        Assert.Equal("""{"label":"Summer '14","url":"/services/data/v31.0","version":"31.0"}""", versions[0].GetRawText());
        Assert.Equal("66.0", versions[versions.GetArrayLength() - 1].GetProperty("version").GetString());
        Assert.Equal(401, status);
    }

    [Fact]
    public async Task Describe_that_did_not_change_is_not_sent_again()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        using var first = await org.Client.GetAsync(new Uri(SimulatorFixture.Version + "/sobjects/Lead/describe", UriKind.Relative), Token);
        var modified = first.Content.Headers.GetValues("Last-Modified").Single();

        var (same, _) = await org.SendAsync(HttpMethod.Get, "sobjects/Lead/describe", null, ("If-Modified-Since", modified));
        var (older, _) = await org.SendAsync(HttpMethod.Get, "sobjects/Lead/describe", null, ("If-Modified-Since", "Mon, 01 Jan 2001 00:00:00 GMT"));

        Assert.Equal((304, 200), (same, older));
    }

    [Fact]
    public async Task Same_seed_and_moment_give_the_same_answers()
    {
        var clock = new FixedClock(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));
        await using var a = await SimulatorFixture.StartAsync(o => o.TimeProvider = clock);
        await using var b = await SimulatorFixture.StartAsync(o => o.TimeProvider = clock);
        await using var c = await SimulatorFixture.StartAsync(o => { o.TimeProvider = clock; o.Seed = 2; });
        const string Soql = "SELECT FIELDS(ALL) FROM Lead LIMIT 200";

        var first = (await a.QueryAsync(Soql)).GetRawText();

        Assert.Equal(first, (await b.QueryAsync(Soql)).GetRawText());
        Assert.NotEqual(first, (await c.QueryAsync(Soql)).GetRawText());
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}

using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Discovery;
using IntegrationAgent.Agent.Workspaces;

namespace IntegrationAgent.Agent.Tests.Hosting;

/// <summary>Each member of the policy has the effect that its documents state, and leaves the events that they name.</summary>
public class PolicyTests
{
    private const string Script = """
        return await Integration.RunAsync(args, async (job, ct) =>
        {
            var leads = await job.Connection("salesforce").Query<Lead>().ToListAsync(ct);
            job.Answer(new { emails = leads.Select(lead => $"{lead.Email}").ToList() });
        });
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Values_are_masked_shown_and_recorded_or_refused_and_recorded()
    {
        await using var sync = await LeadSync.StartAsync(leads: 50);
        var policy = sync.Workspace.Configuration.Policy;
        var emails = sync.Simulator.Query("SELECT Email FROM Lead WHERE Email != null").Select(lead => lead.GetProperty("Email").GetString()!).ToList();

        var masked = await AskAsync(sync, "sample");
        var maskedAnswer = await sync.Service.DiscoverAsync("salesforce", Script, Token);
        Assert.DoesNotContain(emails, email => masked.Value!.Value.GetRawText().Contains(email, StringComparison.Ordinal));
        Assert.True(maskedAnswer.Ok, maskedAnswer.Error?.Message);
        Assert.DoesNotContain("@", maskedAnswer.Value!.Value.GetRawText(), StringComparison.Ordinal);
        Assert.Empty(await EventsAsync(sync, AuditEventTypes.ValuesShown));

        policy.Values = ValueEgress.Shown;
        var shown = await AskAsync(sync, "sample");
        var shownAnswer = await sync.Service.DiscoverAsync("salesforce", Script, Token);
        Assert.Equal(10, shown.Value!.Value.GetArrayLength());
        Assert.Contains(emails, email => shown.Value!.Value.GetRawText().Contains(email, StringComparison.Ordinal));
        Assert.Contains("@", shownAnswer.Value!.Value.GetRawText(), StringComparison.Ordinal);
        var events = await EventsAsync(sync, AuditEventTypes.ValuesShown);
        Assert.Equal([("sample", "Lead"), ("script", "Lead")], events.Select(one => (one.Event.Data["method"], one.Event.Data["object"])));
        Assert.DoesNotContain(events, one => one.Canonical.Contains('@', StringComparison.Ordinal));

        policy.Values = ValueEgress.SchemaOnly;
        foreach (var method in (string[])["sample", "profile"])
            Assert.Equal(DiscoveryErrorCodes.Values, (await AskAsync(sync, method)).Error?.Code);
        Assert.Equal(DiscoveryErrorCodes.Values, (await sync.Service.DiscoverAsync("salesforce", Script, Token)).Error?.Code);
        Assert.True((await AskAsync(sync, "get_fields")).Ok);
        Assert.Equal(3, (await EventsAsync(sync, AuditEventTypes.PolicyDenied)).Count);
    }

    [Fact]
    public async Task Another_policy_is_recorded_once_when_the_workspace_is_opened()
    {
        await using var sync = await LeadSync.StartAsync(leads: 50);
        var first = Assert.Single(await EventsAsync(sync, AuditEventTypes.PolicyChanged));
        await sync.ReopenAsync();
        Assert.Single(await EventsAsync(sync, AuditEventTypes.PolicyChanged));
        sync.Workspace.Configuration.Policy.AllowDelete = true;
        await sync.ReopenAsync();

        var events = await EventsAsync(sync, AuditEventTypes.PolicyChanged);

        Assert.Equal(2, events.Count);
        Assert.Equal((first.Event.Data["policy"], "true"), (events[1].Event.Data["before"], events[1].Event.Data["allowDelete"]));
        Assert.Equal(sync.Workspace.Configuration.Policy.Digest, events[1].Event.Data["policy"]);
    }

    [Fact]
    public async Task An_approval_that_policy_refuses_is_recorded()
    {
        await using var sync = await LeadSync.StartAsync(leads: 50);
        sync.Workspace.Configuration.Policy.Caps.MaxCreates = 1;

        var exception = await Assert.ThrowsAsync<AgentException>(() => sync.ApproveAsync());

        Assert.Equal("E-APR-CAP", exception.Code);
        var denied = Assert.Single(await EventsAsync(sync, AuditEventTypes.PolicyDenied));
        Assert.Equal((LeadSync.Name, AuditPhase.Denied, "E-APR-CAP"), (denied.Event.Subject, denied.Event.Phase, denied.Event.Data["code"]));
    }

    [Fact]
    public async Task A_connection_that_is_saved_is_recorded_without_its_values()
    {
        await using var sync = await LeadSync.StartAsync(leads: 50);

        await sync.Host.SaveConnectionAsync(new Agent.Connections.ConnectionDefinition { Name = "copy", DriverId = "sqlite", Settings = new Dictionary<string, string> { ["path"] = "data/private-name.db" } }, Token);

        var changed = Assert.Single(await EventsAsync(sync, AuditEventTypes.ConnectionChanged));
        Assert.Equal(("copy", "sqlite", "path"), (changed.Event.Subject, changed.Event.Data["driver"], changed.Event.Data["settings"]));
        Assert.DoesNotContain("private-name", changed.Canonical, StringComparison.Ordinal);
    }

    private static Task<DiscoveryEnvelope> AskAsync(LeadSync sync, string method) => sync.Service.Discovery.AskAsync(method, "salesforce", "Lead", ["Name", "Email"], Token);

    private static Task<IReadOnlyList<AuditRecord>> EventsAsync(LeadSync sync, string type) => sync.Host.Store.Audit.ReadAsync(new AuditQuery { Type = type }, Token);
}

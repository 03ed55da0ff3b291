using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace Drivers.Salesforce.Tests;

/// <summary>What must not be written twice, not be written at all, or be known after the answer was lost.</summary>
public sealed class WriteSafetyTests
{
    private static readonly OrgDefinition WithRule = new()
    {
        Objects =
        [
            new OrgObject
            {
                Name = "Lead",
                Fields = [new OrgField { Name = "Key__c", Type = "string", Length = 80, ExternalId = true, Unique = true }],
                DuplicateRules = [new OrgDuplicateRule { Name = "Same company", MatchFields = ["Company"], AllowSave = true, Message = "secret rule text" }],
            },
        ],
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_duplicate_is_refused_with_the_number_of_matches_and_nothing_of_them()
    {
        await using var org = await Org.StartAsync(0, options => options.Org = WithRule);
        await using var client = await org.ConnectAsync();
        var first = await LeadOrg.WriteAsync(client, WriteMode.Upsert, LeadOrg.Row("k1", "One", "Acme"));

        var second = await LeadOrg.WriteAsync(client, WriteMode.Upsert, LeadOrg.Row("k2", "Two", "Acme"), LeadOrg.Row("k3", "Three", "Beta"));

        var error = second.Outcomes[0].Error!;
        Assert.Equal(DriverErrorCode.Duplicate, error.Code);
        Assert.Contains("found 1 similar", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(first.Outcomes[0].RecordId!, error.Message, StringComparison.Ordinal);
        Assert.Equal(WriteStatus.Created, second.Outcomes[1].Status);
    }

    [Fact]
    public async Task A_duplicate_is_saved_where_the_connection_says_so()
    {
        await using var org = await Org.StartAsync(0, options => options.Org = WithRule);
        await using var client = await org.ConnectAsync("client_credentials", ("duplicates", "save"));

        var response = await LeadOrg.WriteAsync(client, WriteMode.Upsert, LeadOrg.Row("k1", "One", "Acme"), LeadOrg.Row("k2", "Two", "Acme"));

        Assert.All(response.Outcomes, outcome => Assert.Equal(WriteStatus.Created, outcome.Status));
    }

    /// <summary>An insert whose answer was lost: what the probe says is what happened.</summary>
    [Theory]
    [InlineData(FaultKind.LostAnswer, ProbeResult.Applied)]
    [InlineData(FaultKind.ConnectionReset, ProbeResult.Absent)]
    public async Task The_probe_of_an_insert_knows_what_happened(FaultKind kind, ProbeResult expected)
    {
        await using var org = await LeadOrg.StartAsync();
        await using var client = await org.ConnectAsync();
        using var page = LeadOrg.Page([LeadOrg.Row("k1", "One", "Acme"), LeadOrg.Row("k2", "Two", "Acme")]);
        using var keyless = LeadOrg.Page([LeadOrg.Row("Twin", "Acme"), LeadOrg.Row("Twin", "Acme"), LeadOrg.Row("Single", "Acme")], LeadOrg.SchemaOf("LastName", "Company"));
        foreach (var records in new[] { page, keyless })
        {
            org.Simulator.AddFault(new SimulatorFault { Kind = kind, PathContains = "composite/sobjects", Method = "POST", Times = 1 });
            var request = new WriteRequest { Object = "Lead", Mode = WriteMode.Insert, Records = records };
            var sentAt = org.Simulator.Now;

            var written = await client.WriteAsync(request, Token);
            var probe = await client.ProbeAsync(new ProbeRequest { Write = request, SentAt = sentAt }, Token);

            Assert.All(written.Outcomes, outcome => Assert.Equal(WriteStatus.Unknown, outcome.Status));
            Assert.All(probe.Results, result => Assert.Equal(expected, result));
        }
    }

    [Fact]
    public async Task The_probe_of_an_insert_does_not_guess()
    {
        await using var org = await LeadOrg.StartAsync();
        await using var client = await org.ConnectAsync();
        using var page = LeadOrg.Page([LeadOrg.Row("Twin", "Acme"), LeadOrg.Row("Twin", "Acme")], LeadOrg.SchemaOf("LastName", "Company"));
        var sentAt = org.Simulator.Now;
        org.Simulator.CreateRecord("Lead", new Dictionary<string, string?> { ["LastName"] = "Twin", ["Company"] = "Acme" });

        var probe = await client.ProbeAsync(new ProbeRequest { Write = new WriteRequest { Object = "Lead", Mode = WriteMode.Insert, Records = page }, SentAt = sentAt }, Token);
        org.Simulator.AdvanceTime(TimeSpan.FromHours(1));
        var later = await client.ProbeAsync(new ProbeRequest { Write = new WriteRequest { Object = "Lead", Mode = WriteMode.Insert, Records = page }, SentAt = org.Simulator.Now }, Token);

        Assert.Equal([ProbeResult.Unknown, ProbeResult.Unknown], probe.Results);
        Assert.Equal([ProbeResult.Absent, ProbeResult.Absent], later.Results);
    }

    [Fact]
    public async Task Locked_records_of_one_parent_are_sent_again_together()
    {
        await using var org = await Org.StartAsync(30);
        await using var client = await org.ConnectAsync();
        var accounts = org.Simulator.Query("SELECT Id FROM Account LIMIT 2").Select(account => account.GetProperty("Id").GetString()!).ToArray();
        using var page = LeadOrg.Page([.. Enumerable.Range(0, 6).Select(i => LeadOrg.Row($"Name {i}", accounts[i % 2]))], LeadOrg.SchemaOf("LastName", "AccountId"));
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.RowLock, PathContains = "composite/sobjects", Times = 2 });

        var response = await client.WriteAsync(new WriteRequest { Object = "Contact", Mode = WriteMode.Insert, Records = page }, Token);

        Assert.All(response.Outcomes, outcome => Assert.Equal(WriteStatus.Created, outcome.Status));
        Assert.Equal(accounts.Concat(accounts).Concat(accounts), response.Outcomes.Select(outcome => org.Simulator.Query($"SELECT AccountId FROM Contact WHERE Id = '{outcome.RecordId}'").Single().GetProperty("AccountId").GetString()!));
        Assert.Contains("follows in 2 calls", org.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleted_records_come_back_and_others_say_why_not()
    {
        await using var org = await Org.StartAsync(5);
        await using var client = await org.ConnectAsync();
        var deleted = org.Simulator.DeleteRecord("Lead");
        var living = org.Simulator.Query("SELECT Id FROM Lead LIMIT 1")[0].GetProperty("Id").GetString()!;
        org.Simulator.ExpireTokens();

        var results = await client.UndeleteAsync([deleted, living], Token);

        Assert.Equal([true, false], results.Select(result => result.Restored));
        Assert.Equal([deleted, living], results.Select(result => result.Id));
        Assert.Equal("UNDELETE_FAILED", results[1].ErrorCode);
        Assert.Equal(5, org.Simulator.CountRecords("Lead"));
    }
}

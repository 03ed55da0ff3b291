using IntegrationAgent.Driver;
using IntegrationAgent.Wire;

namespace IntegrationAgent.Scripting.Tests;

public class FlowTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upsert_of_a_selected_query_writes_every_record_once()
    {
        await using var agent = new FakeAgent { Pages = _ => Lead.Pages(pages: 3, rows: 5) };

        var result = await agent.Job.Connection("warehouse").UpsertAsync(
            agent.Job.Connection("crm").Query<Lead>().Select(lead => new LeadRow { SfId = lead.Id, Name = lead.Name, Amount = lead.Amount, Campaign = lead.CampaignName }),
            key: row => row.SfId,
            Token);

        Assert.Equal(15, result.Created);
        Assert.Equal(Enumerable.Range(0, 15).Select(id => $"L{id}"), agent.Rows.Select(row => row[0]));
        Assert.Equal(["L1", "Name of 1", "0.25", "C1"], agent.Rows.ElementAt(1));
        Assert.Equal("null", agent.Rows.First()[3]);
        var write = Assert.Single(agent.Writes);
        Assert.Equal(["sf_id"], write.KeyFields);
        Assert.Equal(0, write.SourceStep);
        Assert.Equal(["Id", "Name", "Amount", "CreatedDate", "Campaign.Name", "IsConverted"], Assert.Single(agent.Queries).Query.Fields);
    }

    [Fact]
    public async Task Property_that_is_not_set_is_absent_and_one_set_to_null_is_null()
    {
        await using var agent = new FakeAgent { Pages = _ => Lead.Pages(pages: 1, rows: 1) };

        await agent.Job.Connection("warehouse").UpsertAsync(
            agent.Job.Connection("crm").Query<Lead>().Select(lead => new LeadRow { SfId = lead.Id, Amount = null }), key: row => row.SfId, Token);

        Assert.Equal(["L0", "absent", "null", "absent"], Assert.Single(agent.Rows));
    }

    [Fact]
    public async Task Page_position_counts_only_source_pages_that_are_used_up()
    {
        await using var agent = new FakeAgent { Pages = _ => Lead.Pages(pages: 2, rows: 3_000) };

        await agent.Job.Connection("warehouse").UpsertAsync(
            agent.Job.Connection("crm").Query<Lead>().Select(lead => new LeadRow { SfId = lead.Id }), key: row => row.SfId, Token);

        Assert.Equal([(0L, 2_000), (1L, 2_000), (2L, 2_000)], agent.Written.Select(page => (page.Position, page.Rows.Length)));
    }

    [Fact]
    public async Task Long_flow_goes_on_in_greater_pages()
    {
        await using var agent = new FakeAgent { Pages = _ => Lead.Pages(pages: 15, rows: 2_000) };

        await agent.Job.Connection("warehouse").UpsertAsync(
            agent.Job.Connection("crm").Query<Lead>().Select(lead => new LeadRow { SfId = lead.Id }), key: row => row.SfId, Token);

        Assert.Equal([.. Enumerable.Range(1, 8).Select(at => ((long)at, 2_000)), (13L, 10_000), (15L, 4_000)], agent.Written.Select(page => (page.Position, page.Rows.Length)));
    }

    [Fact]
    public async Task Rows_that_cannot_be_told_by_key_end_with_the_page_of_the_source_and_come_in_the_same_pages_again()
    {
        await using var agent = new FakeAgent { Pages = _ => Lead.Pages(pages: 12, rows: 3_000) };
        await using var again = new FakeAgent { Pages = _ => Lead.Pages(pages: 12, rows: 3_000).Skip(10) };

        foreach (var each in (FakeAgent[])[agent, again])
        {
            await each.Job.Connection("warehouse").InsertAsync(
                each.Job.Connection("crm").Query<Lead>().Select(lead => new LeadRow { SfId = lead.Id }), Token);
        }

        // The position rises only with the end of a page of the source: from there a run may go on.
        Assert.Equal([.. Enumerable.Range(0, 12).SelectMany(at => new[] { ((long)at, 2_000), ((long)at + 1, 1_000) })], agent.Written.Select(page => (page.Position, page.Rows.Length)));
        Assert.Equal(agent.Written.Skip(20).SelectMany(page => page.Rows).Select(row => row[0]), again.Written.SelectMany(page => page.Rows).Select(row => row[0]));
        Assert.Equal(agent.Written.Skip(20).Select(page => page.Rows.Length), again.Written.Select(page => page.Rows.Length));
    }

    [Fact]
    public async Task Refused_write_ends_with_the_reason_of_the_agent()
    {
        await using var agent = new FakeAgent
        {
            Pages = _ => Lead.Pages(pages: 50, rows: 2_000),
            OnPage = (_, position) => throw new WireFaultException(new WireFault { Kind = WireFault.HostKind, Code = "E-POL-DENIED", Message = "Not allowed." }),
        };

        var failure = await Assert.ThrowsAsync<WireFaultException>(() => agent.Job.Connection("warehouse").UpsertAsync(
            agent.Job.Connection("crm").Query<Lead>().Select(lead => new LeadRow { SfId = lead.Id }), key: row => row.SfId, Token));

        Assert.Equal("E-POL-DENIED", failure.Fault.Code);
    }

    [Fact]
    public async Task Source_that_fails_in_the_middle_fails_the_write()
    {
        await using var agent = new FakeAgent { Pages = _ => Lead.Pages(pages: 2, rows: 10).Concat(Broken()) };

        var failure = await Assert.ThrowsAsync<DriverException>(() => agent.Job.Connection("warehouse").UpsertAsync(
            agent.Job.Connection("crm").Query<Lead>().Select(lead => new LeadRow { SfId = lead.Id }), key: row => row.SfId, Token));

        Assert.Equal(DriverErrorCode.Unavailable, failure.Code);

        static IEnumerable<RecordPage> Broken()
        {
            throw new DriverException(DriverErrorCode.Unavailable, "Gone.");
#pragma warning disable CS0162
            yield break;
#pragma warning restore CS0162
        }
    }
}

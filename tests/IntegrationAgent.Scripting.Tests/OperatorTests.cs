using IntegrationAgent.Driver;

namespace IntegrationAgent.Scripting.Tests;

public class OperatorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Query_carries_filter_order_limit_change_field_and_delete_rule()
    {
        await using var agent = new FakeAgent { Pages = _ => Lead.Pages(1, 1) };

        await Write(agent, agent.Job.Connection("crm").Query<Lead>().Where(lead => lead.Amount > 1).Where(lead => lead.Name != null).OrderByDescending(lead => lead.Amount).Take(7)
            .ChangedSince(lead => lead.CreatedDate).WithDeletes(DeleteRule.Keep));

        var query = Assert.Single(agent.Queries);
        Assert.Equal(2, Assert.IsType<AndFilter>(query.Query.Filter).Filters.Count);
        Assert.True(Assert.Single(query.Query.OrderBy).Descending);
        Assert.Equal(7, query.Query.Limit);
        Assert.Equal("CreatedDate", query.ChangedSince);
        Assert.Equal(Wire.Messages.DeleteRule.Keep, query.Deletes);
        Assert.False(query.LeftFlow);
    }

    [Fact]
    public async Task Lookup_reads_the_keys_of_a_page_together_and_keeps_elements_without_a_match()
    {
        await using var agent = new FakeAgent { Pages = query => query.LeftFlow ? Campaigns() : Lead.Pages(pages: 2, rows: 6) };

        await agent.Job.Connection("warehouse").UpsertAsync(
            agent.Job.Connection("crm").Query<Lead>().Lookup(
                agent.Job.Connection("crm").Query<Lead>(), lead => lead.CampaignName, other => other.Id,
                (lead, other) => new LeadRow { SfId = lead.Id, Name = other is null ? "none" : other.Name }),
            key: row => row.SfId,
            Token);

        Assert.Equal(12, agent.Rows.Count());
        Assert.Equal("none", agent.Rows.First()[1]);
        Assert.Equal("Found C1", agent.Rows.ElementAt(1)[1]);
        var reads = agent.Queries.Where(query => query.LeftFlow).ToList();
        Assert.Equal(2, reads.Count);
        Assert.Equal(reads.Count, reads.Select(read => read.Step).Distinct().Count());
        Assert.Equal(["C0", "C1", "C2"], Assert.IsType<InFilter>(reads[0].Query.Filter).Values.Select(value => value.AsString()).Order(StringComparer.Ordinal));
        Assert.Equal(0, Assert.Single(agent.Writes).SourceStep);

        static IEnumerable<RecordPage> Campaigns()
        {
            var writer = new RecordPageWriter(Lead.Schema);
            foreach (var id in (string[])["C1", "C2"])
            {
                writer.BeginRecord();
                writer.WriteString(id);
                writer.WriteString("Found " + id);
                writer.EndRecord();
            }

            yield return writer.ToPage(StopReason.Exhausted);
        }
    }

    [Fact]
    public async Task Distinct_keeps_the_first_and_begins_anew_after_a_crash()
    {
        await using var agent = new FakeAgent { Pages = _ => Lead.Pages(pages: 3, rows: 6) };

        await agent.Job.Connection("warehouse").UpsertAsync(
            agent.Job.Connection("crm").Query<Lead>().DistinctBy(lead => lead.CampaignName).Select(lead => new LeadRow { SfId = lead.Id }), key: row => row.SfId, Token);

        Assert.Equal(["L0", "L1", "L3", "L5"], agent.Rows.Select(row => row[0]));
        Assert.True(Assert.Single(agent.Queries).LeftFlow);
    }

    [Fact]
    public async Task Child_rows_multiply_and_pages_stay_small()
    {
        await using var agent = new FakeAgent { Pages = _ => Lead.Pages(pages: 1, rows: 1_500) };

        await agent.Job.Connection("warehouse").UpsertAsync(
            agent.Job.Connection("crm").Query<Lead>().SelectMany(lead => Enumerable.Range(0, 3).Select(i => new LeadRow { SfId = lead.Id + "-" + i })), key: row => row.SfId, Token);

        Assert.Equal(4_500, agent.Rows.Count());
        Assert.All(agent.Written, page => Assert.True(page.Rows.Length <= 2_002));
        Assert.Equal([0L, 0L, 1L], agent.Written.Select(page => page.Position));
    }

    [Fact]
    public async Task Records_that_left_the_flow_stay_readable()
    {
        await using var agent = new FakeAgent { Pages = _ => Lead.Pages(pages: 20, rows: 500) };

        var list = await agent.Job.Connection("crm").Query<Lead>().ToListAsync(Token);
        var names = new List<string>();
        await foreach (var lead in agent.Job.Connection("crm").Query<Lead>().Select(lead => lead.Name))
            names.Add(lead.ToString());

        Assert.Equal(Enumerable.Range(0, 10_000).Select(id => $"Name of {id}"), list.Select(lead => lead.Name.ToString()));
        Assert.Equal(10_000, names.Count);
        Assert.Equal("Name of 9999", names[^1]);
        Assert.All(agent.Queries, query => Assert.True(query.LeftFlow));
        Assert.Equal([0, 1], agent.Queries.Select(query => query.Step));
    }

    [Fact]
    public async Task Enumeration_that_stops_early_and_one_that_fails_end_the_read()
    {
        await using var agent = new FakeAgent { Pages = _ => Lead.Pages(pages: 200, rows: 100) };

        await foreach (var lead in agent.Job.Connection("crm").Query<Lead>())
        {
            Assert.Equal("L0", lead.Id.ToString());
            break;
        }

        agent.Pages = _ => throw new DriverException(DriverErrorCode.ObjectNotFound, "No such object.");
        var failure = await Assert.ThrowsAsync<DriverException>(() => agent.Job.Connection("crm").Query<Lead>().ToListAsync(Token));
        Assert.Equal(DriverErrorCode.ObjectNotFound, failure.Code);
    }

    [Fact]
    public async Task Composite_key_delete_sends_only_the_key_and_lists_have_no_source()
    {
        await using var agent = new FakeAgent();
        LeadRow[] rows = [new() { SfId = "1", Name = "a", Amount = 3 }, new() { SfId = "2", Name = "b" }];

        await agent.Job.Connection("warehouse").UpsertAsync(rows, key: row => new { row.SfId, row.Name }, Token);

        var write = Assert.Single(agent.Writes);
        Assert.Equal(["sf_id", "name"], write.KeyFields);
        Assert.Null(write.SourceStep);
        Assert.Equal(["1", "a", "3", "absent"], agent.Rows.First());
        agent.Pages = _ => Lead.Pages(1, 1);
        await agent.Job.Connection("warehouse").DeleteAsync(agent.Job.Connection("crm").Query<Lead>().Select(lead => new LeadRow { SfId = lead.Id, Name = lead.Name }), key: row => row.SfId, Token);
        Assert.Equal(["L0"], agent.Rows.Last());
    }

    [Fact]
    public async Task Binding_of_another_connection_and_a_wrong_answer_are_refused()
    {
        await using var agent = new FakeAgent { Pages = _ => [RecordPage.Empty(new RecordSchema([new RecordField { Name = "Other", Type = FieldType.String }]), StopReason.Exhausted)] };

        Assert.Equal("E-SCR-BINDING", Assert.Throws<ScriptException>(() => agent.Job.Connection("warehouse").Query<Lead>()).Code);
        Assert.Equal("E-SCR-SCHEMA", (await Assert.ThrowsAsync<ScriptException>(() => agent.Job.Connection("crm").Query<Lead>().ToListAsync(Token))).Code);
    }

    [Fact]
    public async Task Object_is_ensured_with_the_fields_of_the_class_and_the_log_arrives()
    {
        await using var agent = new FakeAgent();

        await agent.Job.Connection("warehouse").EnsureObjectAsync<LeadRow>(row => row.SfId, Token);
        agent.Job.Log("one line");
        agent.Job.Answer(new { Count = 3, Name = (Text)"x" });
        await agent.Backend.DisposeAsync();

        var ensured = Assert.Single(agent.Ensured).Request;
        Assert.Equal(["sf_id", "name", "amount", "campaign"], ensured.Fields.Select(field => field.Name));
        Assert.Equal(["sf_id"], ensured.KeyFields);
        Assert.False(ensured.Fields[0].Nullable);
        Assert.Equal(["one line", "{\"count\":3,\"name\":\"x\"}"], agent.Lines.Select(line => line.Message));
        Assert.Equal(["EU", "7"], [agent.Job.Parameters["region"], agent.Backend.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
    }

    private static Task<WriteResult> Write(FakeAgent agent, Flow<Lead> leads) =>
        agent.Job.Connection("warehouse").UpsertAsync(leads.Select(lead => new LeadRow { SfId = lead.Id }), key: row => row.SfId, Token);
}

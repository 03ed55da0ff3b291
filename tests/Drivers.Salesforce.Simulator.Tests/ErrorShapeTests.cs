using System.Text.Json;

namespace Drivers.Salesforce.Simulator.Tests;

/// <summary>Whole error answers as recorded: keys, their order, and texts.</summary>
public sealed class ErrorShapeTests
{
    [Fact]
    public async Task Unknown_resource_puts_the_code_first()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);

        var (_, body) = await org.SendAsync(HttpMethod.Get, "sobjects/Nope");

        Assert.Equal("""[{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}]""", body.GetRawText());
    }

    [Fact]
    public async Task Patch_of_the_id_field_without_an_id_names_what_is_allowed()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);

        var (status, body) = await org.SendAsync(HttpMethod.Patch, "sobjects/Account/Id/", new { Name = "x" });

        Assert.Equal(405, status);
        Assert.Equal("""[{"errorCode":"METHOD_NOT_ALLOWED","message":"HTTP Method 'PATCH' not allowed. Allowed are GET,HEAD,POST"}]""", body.GetRawText());
    }

    [Fact]
    public async Task Deleted_record_says_so_with_empty_fields()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        var id = org.Simulator.DeleteRecord("Lead");

        var (status, body) = await org.SendAsync(HttpMethod.Patch, $"sobjects/Lead/{id}", new { Title = "x" });

        Assert.Equal(404, status);
        Assert.Equal("""[{"message":"entity is deleted","errorCode":"ENTITY_IS_DELETED","fields":[]}]""", body.GetRawText());
    }

    [Fact]
    public async Task Unknown_column_points_at_its_place_in_a_long_query()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);
        const string Soql = "SELECT Id, FirstName, LastName, Email, Phone, Title, Company, Status, Rating, LeadSource, Industry, NoSuchThing, Website FROM Lead";

        var (_, body) = await org.TryQueryAsync(Soql);

        var lines = body[0].GetProperty("message").GetString()!.Split('\n');
        var column = Soql.IndexOf("NoSuchThing", StringComparison.Ordinal) + 1;
        Assert.Equal("", lines[0]);
        Assert.Equal("NoSuchThing", lines[1][lines[2].IndexOf('^')..][..11]);
        Assert.Equal($"ERROR at Row:1:Column:{column}", lines[3]);
        Assert.Equal("No such column 'NoSuchThing' on entity 'Lead'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.", lines[4]);
    }

    [Fact]
    public async Task Column_of_a_later_line_counts_from_its_own_line()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);

        var (_, body) = await org.TryQueryAsync("SELECT Id\nFROM Lead\nWHERE Nope = 1");

        Assert.Contains("\nWHERE Nope = 1\n      ^\nERROR at Row:3:Column:7\n", body[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task Duplicate_value_names_the_other_record()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        var id = (await org.RecordsAsync("SELECT Id FROM Lead"))[0].GetProperty("Id").GetString();

        var (_, body) = await org.SendAsync(HttpMethod.Post, "sobjects/Lead", new { LastName = "A", Company = "B", Marketing_Id__c = "mk-0000001" });

        Assert.Equal($$"""[{"message":"duplicate value found: Marketing_Id__c duplicates value on record with id: {{id}}","errorCode":"DUPLICATE_VALUE","fields":[]}]""", body.GetRawText());
    }

    [Fact]
    public async Task Object_list_has_the_recorded_keys()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);

        var list = await org.GetAsync("sobjects");

        Assert.Equal(["encoding", "maxBatchSize", "sobjects"], list.EnumerateObject().Select(p => p.Name));
        Assert.All(list.GetProperty("sobjects").EnumerateArray(), o => Assert.Equal(
            "activateable associateEntityType associateParentEntity createable custom customSetting deepCloneable deletable deprecatedAndHidden feedEnabled hasSubtypes isInterface isSubtype keyPrefix label labelPlural layoutable mergeable mruEnabled name queryable replicateable retrieveable searchable triggerable undeletable updateable urls",
            string.Join(' ', o.EnumerateObject().Select(p => p.Name))));
    }

    [Fact]
    public async Task Limits_are_pairs_of_most_and_remaining()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);

        var limits = await org.GetAsync("limits");

        Assert.All(limits.EnumerateObject(), l => Assert.Equal(["Max", "Remaining"], l.Value.EnumerateObject().Select(p => p.Name)));
        Assert.Equal(99_999, limits.GetProperty("DailyApiRequests").GetProperty("Remaining").GetInt32());
        Assert.Equal(JsonValueKind.Object, limits.GetProperty("DailyBulkV2QueryJobs").ValueKind);
    }
}

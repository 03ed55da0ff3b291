using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace Drivers.Salesforce.Simulator.Tests;

public sealed class OrgTests
{
    [Fact]
    public async Task Standard_org_answers_how_leads_came_better_in_the_custom_field()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 3000);

        var weak = await CountAsync(org, "SELECT COUNT() FROM Lead WHERE LeadSource = null OR LeadSource = 'Other'");
        var filled = await CountAsync(org, "SELECT COUNT() FROM Lead WHERE Acquisition_Channel__c != null");
        var recent = await CountAsync(org, "SELECT COUNT() FROM Lead WHERE CreatedDate = LAST_N_DAYS:30");

        Assert.InRange(weak, 1080, 1320);
        Assert.InRange(filled, 2850, 2970);
        Assert.InRange(recent, 950, 1080);
        foreach (var name in new[] { "Campaign", "CampaignMember", "Account", "Contact", "Opportunity", "OpportunityContactRole", "Case", "Task", "Event", "User", "Group", "Product2", "Pricebook2", "PricebookEntry", "Organization" })
            Assert.True(org.Simulator.CountRecords(name) > 0, name);
    }

    [Fact]
    public async Task Renamed_field_keeps_its_values_under_the_new_name()
    {
        await using var org = await SimulatorFixture.StartAsync(o => o.OrgFile = Sample("renamed-field.json"), leads: 500);

        var (status, _) = await org.TryQueryAsync("SELECT Acquisition_Channel__c FROM Lead");
        var filled = await CountAsync(org, "SELECT COUNT() FROM Lead WHERE Origin_Detail__c != null");
        var describe = await org.GetAsync("sobjects/Lead/describe");

        Assert.Equal(400, status);
        Assert.InRange(filled, 460, 499);
        Assert.Contains(describe.GetProperty("fields").EnumerateArray(), f => f.GetProperty("name").GetString() == "Origin_Detail__c" && f.GetProperty("label").GetString() == "How they found us");
    }

    [Fact]
    public async Task Org_without_the_field_fills_LeadSource()
    {
        await using var org = await SimulatorFixture.StartAsync(o => o.OrgFile = Sample("no-custom-field.json"), leads: 500);

        var (status, _) = await org.TryQueryAsync("SELECT Acquisition_Channel__c FROM Lead");
        var weak = await CountAsync(org, "SELECT COUNT() FROM Lead WHERE LeadSource = null OR LeadSource = 'Other'");

        Assert.Equal(400, status);
        Assert.InRange(weak, 1, 45);
    }

    [Fact]
    public async Task Org_with_another_source_object_has_it_and_its_children()
    {
        await using var org = await SimulatorFixture.StartAsync(o => o.OrgFile = Sample("other-object.json"), leads: 500);

        var records = await org.RecordsAsync("SELECT Name, Person_Email__c, Heard_From__c, (SELECT Channel__c FROM Touches__r) FROM Inquiry__c LIMIT 50");
        var touch = (await org.RecordsAsync("SELECT Inquiry__r.Person_Name__c FROM Inquiry_Touch__c LIMIT 1"))[0];
        var updated = org.Simulator.UpdateLeads(3);

        Assert.Equal("Inquiry__c", org.Simulator.SourceObject);
        Assert.Equal(500, org.Simulator.CountRecords("Inquiry__c"));
        Assert.Equal(800, org.Simulator.CountRecords("Inquiry_Touch__c"));
        Assert.Equal(0, org.Simulator.CountRecords("Lead"));
        Assert.Equal("INQ-00000001", records[0].GetProperty("Name").GetString());
        Assert.Contains(records, r => r.GetProperty("Touches__r").ValueKind == System.Text.Json.JsonValueKind.Object);
        Assert.NotNull(touch.GetProperty("Inquiry__r").GetProperty("Person_Name__c").GetString());
        Assert.Equal(3, org.Simulator.Query("SELECT Id FROM Inquiry__c WHERE Person_Email__c LIKE 'changed.%'").Count(r => updated.Contains(r.GetProperty("Id").GetString()!)));
    }

    [Theory]
    [InlineData("""{"objects":[{"name":"Lead","removeFields":["Nope__c"]}]}""", "Nope__c")]
    [InlineData("""{"objects":[{"name":"Thing"}]}""", "__c")]
    [InlineData("""{"objects":[{"name":"Lead","fields":[{"name":"A__c","type":"blob"}]}]}""", "blob")]
    [InlineData("""{"objects":[{"name":"Lead","values":{"Nope":{}}}]}""", "Nope")]
    [InlineData("""{"objects":[{"name":"Lead","fields":[{"name":"A__c","type":"reference","referenceTo":["B__c"]}]}]}""", "B__c")]
    [InlineData("""{"objekts":[]}""", "objekts")]
    [InlineData("""{"sourceObject":"Nope__c"}""", "Nope__c")]
    [InlineData("""{"objects":[{"name":"Lead","fields":[{"name":"A__c","type":"string","formula":"LastName & Nope"}]}]}""", "Nope")]
    [InlineData("""{"objects":[{"name":"Lead","fields":[{"name":"A__c","type":"string","formula":"LastName &"}]}]}""", "its end")]
    [InlineData("""{"objects":[{"name":"Lead","fields":[{"name":"A__c","type":"double","rollUp":{"relationship":"Nopes","function":"COUNT"}}]}]}""", "Nopes")]
    [InlineData("""{"objects":[{"name":"Lead","fields":[{"name":"A__c","type":"picklist","values":["x"],"controller":"Nope__c"}]}]}""", "Nope__c")]
    [InlineData("""{"objects":[{"name":"Lead","validationRules":[{"name":"R","errorWhen":"Nope = 1","message":"m"}]}]}""", "Nope")]
    [InlineData("nonsense", "line 1")]
    public async Task Wrong_org_definition_names_the_place(string json, string place)
    {
        var exception = await Assert.ThrowsAsync<InvalidDataException>(async () =>
            await SalesforceSimulator.StartAsync(new SimulatorOptions { Leads = 1, Org = OrgDefinition.Parse(json) }, TestContext.Current.CancellationToken));

        Assert.Contains(place, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Formula_rollup_and_dependent_fields_are_described_and_computed()
    {
        var definition = OrgDefinition.Parse("""
            {"objects":[{"name":"Account","fields":[
                {"name":"Open_Value__c","type":"currency","rollUp":{"relationship":"Opportunities","function":"SUM","field":"Amount"}},
                {"name":"People__c","type":"double","scale":0,"rollUp":{"relationship":"Contacts","function":"COUNT"}}]},
              {"name":"Contact","fields":[
                {"name":"Line__c","type":"string","formula":"UPPER(LastName) & \" of \" & Account.Name"},
                {"name":"Weight__c","type":"double","formula":"IF(ISBLANK(Title), 1, 2) * (Account.AnnualRevenue + 10) / 4"},
                {"name":"Country__c","type":"picklist","values":["DE","FR"]},
                {"name":"City__c","type":"picklist","values":["Berlin","Paris","Remote"],"controller":"Country__c","dependsOn":{"DE":["Berlin","Remote"],"FR":["Paris","Remote"]}}]}]}
            """);
        await using var org = await SimulatorFixture.StartAsync(o => o.Org = definition, leads: 0);
        var account = await org.CreateAsync("Account", new { Name = "Acme", AnnualRevenue = 30 });
        await org.CreateAsync("Contact", new { LastName = "Kid", AccountId = account, Title = "T" });
        await org.CreateAsync("Opportunity", new { Name = "O", AccountId = account, StageName = "Prospecting", CloseDate = "2026-01-01", Amount = 12.5 });

        var contact = (await org.RecordsAsync($"SELECT Line__c, Weight__c, Account.Open_Value__c, Account.People__c FROM Contact WHERE Weight__c = 20 AND AccountId = '{account}'"))[0];
        var (status, _) = await org.SendAsync(HttpMethod.Post, "sobjects/Contact", new { LastName = "x", Line__c = "y" });
        var fields = (await org.GetAsync("sobjects/Contact/describe")).GetProperty("fields").EnumerateArray().ToDictionary(f => f.GetProperty("name").GetString()!);

        Assert.Equal("KID of Acme", contact.GetProperty("Line__c").GetString());
        Assert.Equal(("12.5", "1.0"), (contact.GetProperty("Account").GetProperty("Open_Value__c").GetRawText(), contact.GetProperty("Account").GetProperty("People__c").GetRawText()));
        Assert.Equal(400, status);
        Assert.True(fields["Line__c"].GetProperty("calculated").GetBoolean());
        Assert.Equal("UPPER(LastName) & \" of \" & Account.Name", fields["Line__c"].GetProperty("calculatedFormula").GetString());
        Assert.Equal("Country__c", fields["City__c"].GetProperty("controllerName").GetString());
        Assert.Equal(["gA==", "QA==", "wA=="], fields["City__c"].GetProperty("picklistValues").EnumerateArray().Select(v => v.GetProperty("validFor").GetString()));
    }

    [Fact]
    public async Task Rules_of_an_org_are_enforced()
    {
        var definition = OrgDefinition.Parse("""
            {"objects":[{"name":"Lead",
              "validationRules":[{"name":"Reachable","errorWhen":"Email = null AND Phone = null","message":"Give an e-mail address or a phone number.","field":"Email"}],
              "duplicateRules":[{"name":"Same email","matchFields":["Email"]}]}]}
            """);
        await using var org = await SimulatorFixture.StartAsync(o => o.Org = definition, leads: 0);
        await org.CreateAsync("Lead", new { LastName = "A", Company = "B", Email = "a@example.com" });

        var (_, refused) = await org.SendAsync(HttpMethod.Post, "sobjects/Lead", new { LastName = "A", Company = "B" });
        var (_, duplicate) = await org.SendAsync(HttpMethod.Post, "sobjects/Lead", new { LastName = "C", Company = "D", Email = "A@example.com" });
        var (allowed, _) = await org.SendAsync(HttpMethod.Post, "sobjects/Lead", new { LastName = "C", Company = "D", Email = "A@example.com" }, ("Sforce-Duplicate-Rule-Header", "allowSave=true"));

        Assert.Equal("FIELD_CUSTOM_VALIDATION_EXCEPTION", refused[0].GetProperty("errorCode").GetString());
        Assert.Equal("Email", refused[0].GetProperty("fields")[0].GetString());
        Assert.Equal("DUPLICATES_DETECTED", duplicate[0].GetProperty("errorCode").GetString());
        Assert.Equal(1, duplicate[0].GetProperty("duplicateResut").GetProperty("matchResults")[0].GetProperty("size").GetInt32());
        Assert.Equal(201, allowed);
        Assert.Equal(2, org.Simulator.CountRecords("Lead"));
    }

    [Fact]
    public async Task Rule_with_a_date_word_follows_the_clock_from_write_to_write()
    {
        var definition = OrgDefinition.Parse("""
            {"objects":[{"name":"Opportunity","validationRules":[{"name":"Not in the past","errorWhen":"CloseDate < TODAY","message":"Close it today or later."}]}]}
            """);
        await using var org = await SimulatorFixture.StartAsync(o => (o.Org, o.AccessTokenLifetime) = (definition, TimeSpan.FromDays(30)), leads: 0);
        org.Simulator.FreezeTime();
        var today = org.Simulator.Now.UtcDateTime.Date;
        object Closing(int days) => new { Name = "O", StageName = "Prospecting", CloseDate = today.AddDays(days).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) };

        var statuses = new List<int>();
        foreach (var (advance, close) in new[] { (0, 3), (0, 4), (10, 3), (0, 20) })
        {
            org.Simulator.AdvanceTime(TimeSpan.FromDays(advance));
            statuses.Add((await org.SendAsync(HttpMethod.Post, "sobjects/Opportunity", Closing(close))).Status);
        }

        Assert.Equal([201, 201, 400, 201], statuses);
    }

    private static string Sample(string file) => Path.Combine(IntegrationAgent.Testing.RepositoryRoot.Path, "samples", "orgs", file);

    private static async Task<int> CountAsync(SimulatorFixture org, string soql) => (await org.QueryAsync(soql)).GetProperty("totalSize").GetInt32();
}

using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Tests.Authoring;

public class GuidedAuthorTests
{
    private const string LeadRequest = "I want to sync leads from Salesforce to the warehouse: name, email, how they got to us. Only the last 30 days.";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lead_sync_asks_the_one_question_that_is_open_and_writes_a_script_that_passes()
    {
        await using var bench = await AuthoringBench.OrgAsync();
        var dialog = new ScriptedDialog("Acquisition_Channel__c");

        var result = await bench.AskAsync(LeadRequest, dialog);

        var question = Assert.Single(dialog.Asked);
        Assert.Equal("field: how they got to us", question.Item);
        Assert.Equal(["Acquisition_Channel__c", "LeadSource", "leave it out"], question.Choices.Select(choice => choice.Value).Order(StringComparer.Ordinal));
        var source = question.Choices.First(choice => choice.Value == "LeadSource");
        Assert.Contains("% filled", source.Detail, StringComparison.Ordinal);
        Assert.Contains("'Other'", source.Detail, StringComparison.Ordinal);
        Assert.Equal("How did you hear about us?", question.Choices.First(choice => choice.Value == "Acquisition_Channel__c").Label);
        Assert.Contains(question.Notes, note => note.Contains("Campaign", StringComparison.Ordinal));
        Assert.Equal(new ObjectChoice("salesforce", "Lead"), result.Sheet.Source);
        Assert.Equal(new ObjectChoice("warehouse", "leads"), result.Sheet.Target);
        Assert.Equal(["Id>sf_id", "Name>name", "Email>email", "Acquisition_Channel__c>acquisition_channel"], result.Sheet.Fields.Select(field => $"{field.SourceField}>{field.TargetField}"));
        Assert.True(result.Sheet.CreateTarget);
        var filter = Assert.Single(result.Sheet.Filters);
        Assert.Equal(("CreatedDate", ComparisonOperator.GreaterOrEqual, 30), (filter.Field, filter.Operator, filter.DaysBack));
        Assert.Equal(("SystemModstamp", ConflictRule.SourceWins, SourceDeleteRule.Keep), (result.Sheet.ChangeField, result.Sheet.Conflict, result.Sheet.Deletes));
        Assert.Empty(result.SaidItCannot);
        Assert.Empty(result.Sheet.Missing);
        var report = await bench.Service.CheckAsync(result.Sheet.Integration, Token);
        Assert.True(report.Ok, string.Join("\n", report.Diagnostics));
        Assert.Equal(result.ScriptHash, report.SourceHash);
        Assert.Contains(".WithDeletes(DeleteRule.Keep)", result.Script, StringComparison.Ordinal);
        Assert.Contains("EnsureObjectAsync<LeadRow>", result.Script, StringComparison.Ordinal);
        Assert.Matches("#:package IntegrationAgent.Drivers.Salesforce@1\\.0\\.0", result.Script);
        var versions = await bench.Host.Store.Audit.ReadAsync(new AuditQuery { Type = AuditEventTypes.ScriptVersion }, Token);
        Assert.Equal(result.ScriptHash, Assert.Single(versions).Event.Data["script"]);
    }

    [Fact]
    public async Task A_renamed_field_is_found_by_its_label_and_one_that_only_looks_so_is_not_offered()
    {
        await using var bench = await AuthoringBench.OrgAsync("renamed-field.json");
        var dialog = new ScriptedDialog("Origin_Detail__c");

        var result = await bench.AskAsync(LeadRequest, dialog);

        Assert.Equal(["LeadSource", "Origin_Detail__c", "leave it out"], Assert.Single(dialog.Asked).Choices.Select(choice => choice.Value).Order(StringComparer.Ordinal));
        Assert.Contains(result.Sheet.Fields, field => field.SourceField == "Origin_Detail__c");
    }

    [Fact]
    public async Task Where_one_field_fits_well_nothing_is_asked()
    {
        await using var bench = await AuthoringBench.OrgAsync("no-custom-field.json");
        var dialog = new ScriptedDialog();

        var result = await bench.AskAsync(LeadRequest, dialog);

        Assert.Empty(dialog.Asked);
        Assert.Contains(result.Sheet.Fields, field => field.SourceField == "LeadSource");
        Assert.Contains(result.Defaults, line => line.Contains("LeadSource", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_object_with_other_names_needs_no_question_and_a_counted_number_is_nobodys_name()
    {
        await using var bench = await AuthoringBench.OrgAsync("other-object.json");
        var dialog = new ScriptedDialog();

        var result = await bench.AskAsync("Sync inquiries from Salesforce to the warehouse: name, email, how they heard about us. Only the last 30 days.", dialog);

        Assert.Equal(new ObjectChoice("salesforce", "Inquiry__c"), result.Sheet.Source);
        Assert.Equal(new ObjectChoice("warehouse", "inquiries"), result.Sheet.Target);
        Assert.Equal(["Id>sf_id", "Person_Name__c>name", "Person_Email__c>email"], result.Sheet.Fields.Take(3).Select(field => $"{field.SourceField}>{field.TargetField}"));
        Assert.Equal("Heard_From__c", result.Sheet.Fields[3].SourceField);
    }

    [Fact]
    public async Task Where_the_named_object_is_empty_one_of_the_organizations_own_is_offered()
    {
        await using var bench = await AuthoringBench.OrgAsync("other-object.json");
        var dialog = new ScriptedDialog("Inquiry__c");

        var result = await bench.AskAsync(LeadRequest, dialog);

        Assert.Equal("source object", Assert.Single(dialog.Asked).Item);
        Assert.Equal(["Id", "Person_Name__c", "Person_Email__c", "Heard_From__c"], result.Sheet.Fields.Select(field => field.SourceField));
    }

    [Fact]
    public async Task The_child_of_that_object_is_a_source_too()
    {
        await using var bench = await AuthoringBench.OrgAsync("other-object.json");

        var result = await bench.AskAsync("Copy inquiry touches from Salesforce to the warehouse: channel, touched at, inquiry name", new ScriptedDialog());

        Assert.Equal("Inquiry_Touch__c", result.Sheet.Source!.Object);
        Assert.Equal(["Id", "Channel__c", "Touched_At__c", "Inquiry__r.Name"], result.Sheet.Fields.Select(field => field.SourceField));
    }

    [Fact]
    public async Task An_unknown_object_and_an_unknown_field_are_asked_with_the_nearest_names()
    {
        await using var bench = await AuthoringBench.OrgAsync("no-custom-field.json");
        var dialog = new ScriptedDialog("Lead", "Emial", "Email");

        var result = await bench.AskAsync("sync laeds from Salesforce to the warehouse: name, emial", dialog);

        Assert.Contains(dialog.Asked[0].Choices, choice => choice.Value == "Lead");
        Assert.Contains(dialog.Asked[1].Choices, choice => choice.Value == "Email");
        Assert.Contains(dialog.Asked[2].Notes, note => note.Contains("Nearest: Email", StringComparison.Ordinal));
        Assert.Equal(["Id", "Name", "Email"], result.Sheet.Fields.Select(field => field.SourceField));
    }

    [Fact]
    public async Task A_system_that_is_not_connected_is_asked_never_guessed()
    {
        await using var bench = await AuthoringBench.OrgAsync();
        var dialog = new ScriptedDialog("salesforce");

        await bench.AskAsync("sync leads from HubSpot to the warehouse: name", dialog);

        Assert.Equal("source connection", Assert.Single(dialog.Asked).Item);
    }

    [Fact]
    public async Task Customers_go_from_one_database_to_another_with_parents_and_conditions()
    {
        await using var bench = await AuthoringBench.ShopAsync();

        var customers = await bench.AskAsync("Copy customers from shop to archive: full name, email and city. Only where loyalty points over 5", new ScriptedDialog());
        var orders = await bench.AskAsync("Copy orders from the shop to the archive with total, state, customer name", new ScriptedDialog());

        Assert.Equal(["id>customer_id", "full_name>full_name", "email>email", "city>city"], customers.Sheet.Fields.Select(field => $"{field.SourceField}>{field.TargetField}"));
        Assert.Contains("customers.loyalty_points > 5", customers.Script.Replace("LoyaltyPoints", "loyalty_points", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(FieldType.Decimal, orders.Sheet.Fields[1].Type);
        Assert.Equal("customer.full_name", orders.Sheet.Fields[3].SourceField);
    }

    [Fact]
    public async Task An_existing_table_is_used_with_its_columns_and_its_key()
    {
        await using var bench = await AuthoringBench.ShopAsync("create table customers (customer_id integer primary key, name text, mail text)");

        var result = await bench.AskAsync("Copy customers from shop to archive: full name, email", new ScriptedDialog());

        Assert.False(result.Sheet.CreateTarget);
        Assert.Equal(["id>customer_id", "full_name>name", "email>mail"], result.Sheet.Fields.Select(field => $"{field.SourceField}>{field.TargetField}"));
        Assert.DoesNotContain("EnsureObjectAsync", result.Script, StringComparison.Ordinal);
    }
}

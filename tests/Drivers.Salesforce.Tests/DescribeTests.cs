using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace Drivers.Salesforce.Tests;

/// <summary>What a describe says arrives in the schema, whole.</summary>
public sealed class DescribeTests
{
    private static readonly OrgDefinition Definition = new()
    {
        Objects =
        [
            new OrgObject
            {
                Name = "Lead",
                Fields =
                [
                    new OrgField { Name = "Country__c", Type = "picklist", Restricted = true, Values = ["AT", "DE", "FR"] },
                    new OrgField
                    {
                        Name = "Region__c",
                        Type = "picklist",
                        Values = ["Wien", "Bayern", "Berlin", "Paris"],
                        Controller = "Country__c",
                        DependsOn = new Dictionary<string, IReadOnlyList<string>> { ["AT"] = ["Wien"], ["DE"] = ["Bayern", "Berlin"], ["FR"] = ["Berlin", "Paris"] },
                    },
                    new OrgField { Name = "Upper__c", Type = "string", Formula = "Company" },
                    new OrgField { Name = "Key__c", Type = "string", Length = 80, ExternalId = true, Unique = true },
                ],
            },
        ],
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dependent_picklists_compounds_formulas_and_keys_are_told()
    {
        await using var org = await Org.StartAsync(0, options => options.Org = Definition);
        await using var client = await org.ConnectAsync();

        var fields = (await client.GetFieldsAsync(new GetFieldsRequest { Object = "Lead" }, Token)).Fields.ToDictionary(field => field.Name);

        Assert.True(fields["Country__c"].RestrictedPicklist);
        Assert.Null(fields["Country__c"].ControllingField);
        Assert.Equal("Country__c", fields["Region__c"].ControllingField);
        Assert.Equal(["DE", "FR"], fields["Region__c"].PicklistValues.Single(value => value.Value == "Berlin").ValidFor!);
        Assert.Equal(["AT"], fields["Region__c"].PicklistValues.Single(value => value.Value == "Wien").ValidFor!);
        Assert.Null(fields["LeadSource"].PicklistValues[0].ValidFor);
        Assert.Equal(("Address", (string?)null), (fields["City"].CompoundField, fields["Company"].CompoundField));
        Assert.True(fields["Upper__c"] is { Calculated: true, Creatable: false, Formula.Length: > 0 });
        Assert.True(fields["Key__c"] is { UpsertKey: true, Unique: true, MaxLength: 80 });
        Assert.Equal(["Group", "User"], fields["OwnerId"].ReferenceTo.Order(StringComparer.Ordinal));
    }

    /// <summary>Every field of the simulator's describes, against the describe itself: nothing is lost on the way.</summary>
    [Theory]
    [InlineData("Account")]
    [InlineData("Contact")]
    [InlineData("Lead")]
    [InlineData("Opportunity")]
    [InlineData("Case")]
    [InlineData("Task")]
    [InlineData("User")]
    public async Task Every_field_is_what_the_describe_says(string name)
    {
        await using var org = await Org.StartAsync(0);
        await using var client = await org.ConnectAsync();
        using var http = new HttpClient { BaseAddress = org.Simulator.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", org.Simulator.IssueAccessToken());
        var describe = JsonElement.Parse(await http.GetByteArrayAsync(new Uri($"services/data/v62.0/sobjects/{name}/describe", UriKind.Relative), Token));

        var schema = await client.GetFieldsAsync(new GetFieldsRequest { Object = name }, Token);

        var told = describe.GetProperty("fields").EnumerateArray().ToList();
        Assert.Equal(told.Select(field => field.GetProperty("name").GetString()), schema.Fields.Select(field => field.Name));
        for (var i = 0; i < told.Count; i++)
        {
            var (field, raw) = (schema.Fields[i], told[i]);
            Assert.Equal(raw.GetProperty("type").GetString(), field.NativeType);
            Assert.Equal(raw.GetProperty("label").GetString(), field.Label);
            Assert.Equal((Is("nillable"), Is("createable"), Is("updateable"), Is("filterable"), Is("sortable")), (field.Nullable, field.Creatable, field.Updatable, field.Filterable, field.Sortable));
            Assert.Equal(!Is("nillable") && Is("createable") && !Is("defaultedOnCreate"), field.RequiredForCreate);
            Assert.Equal(raw.GetProperty("referenceTo").EnumerateArray().Select(target => target.GetString()), field.ReferenceTo);
            Assert.Equal(raw.GetProperty("picklistValues").EnumerateArray().Select(value => value.GetProperty("value").GetString()), field.PicklistValues.Select(value => value.Value));
            Assert.Equal(Is("restrictedPicklist"), field.RestrictedPicklist);
            if (raw.GetProperty("precision").GetInt32() is > 0 and var precision && field.Type == FieldType.Decimal)
                Assert.Equal((precision, raw.GetProperty("scale").GetInt32()), (field.Precision, field.Scale));
            if (field.Type == FieldType.String && raw.GetProperty("length").GetInt32() is > 0 and var length)
                Assert.Equal(length, field.MaxLength);

            bool Is(string property) => raw.GetProperty(property).GetBoolean();
        }
    }

    [Fact]
    public async Task Kinds_of_a_parent_are_described_in_one_call()
    {
        await using var org = await Org.StartAsync(10);
        await using var client = await org.ConnectAsync();
        org.Simulator.ClearLog();

        await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Task", Fields = ["Id", "Owner.Name", "What.Name"] }, Token));

        Assert.Contains(org.Simulator.RequestLog, entry => entry.Path.EndsWith("/composite/batch", StringComparison.Ordinal));
        Assert.InRange(org.Simulator.RequestLog.Count(entry => entry.Path.EndsWith("/describe", StringComparison.Ordinal)), 1, 2);
    }

    [Fact]
    public async Task Counts_are_zero_where_the_org_names_no_record()
    {
        await using var org = await Org.StartAsync(10);
        await using var client = await org.ConnectAsync();

        var counts = (await client.ListObjectsAsync(new ListObjectsRequest { IncludeCounts = true }, Token)).ToDictionary(each => each.Name, each => each.ApproximateCount);

        Assert.Equal(10, counts["Lead"]);
        Assert.Contains(counts, count => count.Value == 0);
        Assert.Equal(counts["Account"], org.Simulator.CountRecords("Account"));
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace Drivers.Salesforce.Tests;

/// <summary>Profiles that Salesforce counts, beside what its records say.</summary>
public sealed class ProfileTests
{
    private static readonly OrgDefinition Definition = new()
    {
        Objects = [new OrgObject { Name = "Lead", Fields = [new OrgField { Name = "Topics__c", Type = "multipicklist", Values = ["A", "B", "C"] }, new OrgField { Name = "Free__c", Type = "picklist", Values = ["X", "Y"] }] }],
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Aggregates_are_what_the_records_say_and_no_record_is_read()
    {
        await using var org = await StartAsync();
        await using var client = await org.ConnectAsync();
        string[] fields = ["Id", "Email", "Company", "LeadSource", "NumberOfEmployees", "AnnualRevenue", "CreatedDate", "OwnerId"];
        var records = org.Simulator.Query($"SELECT {string.Join(", ", fields)} FROM Lead");
        org.Simulator.ClearLog();

        var profile = await client.ProfileFieldsAsync("lead", [.. fields, "email"], Token);

        Assert.Equal(records.Count, profile.Records);
        Assert.Equal(fields, profile.Fields.Select(field => field.Field));
        foreach (var field in profile.Fields)
        {
            var values = records.Select(record => record.GetProperty(field.Field)).Where(value => value.ValueKind != JsonValueKind.Null).ToList();
            Assert.Equal((field.Field, values.Count, values.Select(value => value.ToString().ToUpperInvariant()).Distinct().Count()), (field.Field, field.Filled, (int)field.Distinct!));
            var numbers = field.Field is "NumberOfEmployees" or "AnnualRevenue" ? values.Select(value => value.GetDecimal()).Order().ToList() : [];
            var moments = field.Field == "CreatedDate" ? values.Select(value => DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture)).Order().ToList() : [];
            if (numbers.Count > 0)
                Assert.Equal((numbers[0], numbers[^1]), (decimal.Parse(field.Least!, CultureInfo.InvariantCulture), decimal.Parse(field.Greatest!, CultureInfo.InvariantCulture)));
            else if (moments.Count > 0)
                Assert.Equal((moments[0], moments[^1]), (DateTimeOffset.Parse(field.Least!, CultureInfo.InvariantCulture), DateTimeOffset.Parse(field.Greatest!, CultureInfo.InvariantCulture)));
            else
                Assert.Equal((null, null), (field.Least, field.Greatest));
        }

        var queries = org.Simulator.RequestLog.Where(entry => entry.Path.Contains("/query", StringComparison.Ordinal)).Select(entry => entry.Path).ToList();
        Assert.Equal(3, queries.Count);
        Assert.All(queries, query => Assert.Contains("COUNT(", query, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Values_to_choose_from_are_counted_each_and_what_people_typed_besides_together()
    {
        await using var org = await StartAsync(0);
        await using var client = await org.ConnectAsync();
        foreach (var value in (string?[])["X", "X", "Y", "secret wish", "another", null])
            org.Simulator.CreateRecord("Lead", new Dictionary<string, string?> { ["LastName"] = "N", ["Company"] = "C", ["Free__c"] = value });

        var profile = await client.ProfileFieldsAsync("Lead", ["Free__c"], Token);

        var field = Assert.Single(profile.Fields);
        Assert.Equal((6, 5, 4, 2), (profile.Records, field.Filled, field.Distinct, field.OtherValues));
        Assert.Equal([("X", 2), ("Y", 1)], field.Choices.OrderBy(choice => choice.Key, StringComparer.Ordinal).Select(choice => (choice.Key, choice.Value)));
        Assert.DoesNotContain("secret", JsonSerializer.Serialize(profile), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_that_is_not_aggregatable_is_counted_as_it_allows_or_left_out()
    {
        await using var org = await StartAsync(30);
        await using var client = await org.ConnectAsync();
        org.Simulator.CreateRecord("Lead", new Dictionary<string, string?> { ["LastName"] = "N", ["Company"] = "C", ["Topics__c"] = "A;B" });

        var profile = await client.ProfileFieldsAsync("Lead", ["IsConverted", "Topics__c", "Description"], Token);

        var topics = org.Simulator.Query("SELECT Id FROM Lead WHERE Topics__c != null").Count;
        Assert.Equal([("IsConverted", 31, null), ("Topics__c", topics, null)], profile.Fields.Select(field => (field.Field, field.Filled, field.Distinct)));
    }

    [Fact]
    public async Task More_fields_than_fit_one_query_are_counted_by_several()
    {
        await using var org = await StartAsync(30);
        await using var client = await org.ConnectAsync();
        var schema = await client.GetFieldsAsync(new GetFieldsRequest { Object = "Lead" }, Token);
        var countable = schema.Fields.Where(field => field.Type is not FieldType.Json && field.Filterable).Select(field => field.Name).ToList();
        Assert.True(countable.Count > 40);

        var profile = await client.ProfileFieldsAsync("Lead", countable, Token);

        Assert.Equal(countable, profile.Fields.Select(field => field.Field));
        Assert.All(profile.Fields, field => Assert.InRange(field.Filled, 0, 30));
    }

    [Fact]
    public async Task A_field_that_the_org_refuses_to_count_does_not_spoil_the_others()
    {
        await using var org = await StartAsync(30);
        await using var client = await ConnectAsync(org);

        var profile = await client.ProfileFieldsAsync("Lead", ["Id", "Email", "Company", "Description", "CreatedDate"], Token);

        Assert.Equal(["Id", "Email", "Company", "CreatedDate"], profile.Fields.Select(field => field.Field));
        Assert.Contains("Description was not counted", org.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_takes_too_long_to_count_is_left_out()
    {
        await using var org = await StartAsync(30);
        await using var client = await org.ConnectAsync();
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.QueryTimeout, PathContains = "/query", After = 2, Times = -1 });

        var profile = await client.ProfileFieldsAsync("Lead", ["Email", "LeadSource"], Token);

        Assert.Equal((30, "LeadSource"), (profile.Records, Assert.Single(profile.Fields).Field));
    }

    [Fact]
    public async Task The_end_of_the_quota_is_an_error_and_not_an_empty_profile()
    {
        await using var org = await StartAsync(30);
        await using var client = await org.ConnectAsync();
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.DailyLimit, PathContains = "/query", After = 1, Times = -1 });

        var error = await Assert.ThrowsAnyAsync<DriverException>(() => client.ProfileFieldsAsync("Lead", ["Email"], Token));

        Assert.Equal(DriverErrorCode.QuotaExhausted, error.Code);
    }

    [Theory]
    [InlineData("Owner.Name", "invalid_query")]
    [InlineData("Emial", "field_not_found")]
    public async Task A_field_of_a_parent_and_an_unknown_one_are_refused(string field, string code)
    {
        await using var org = await StartAsync(1);
        await using var client = await org.ConnectAsync();

        var error = await Assert.ThrowsAnyAsync<DriverException>(() => client.ProfileFieldsAsync("Lead", [field], Token));

        Assert.Equal((code, field), (error.Code.ToString(), error.Target));
    }

    private static Task<Org> StartAsync(int leads = 200) => Org.StartAsync(leads, options => options.Org = Definition);

    /// <summary>An org that describes long texts as aggregatable, and refuses to aggregate them.</summary>
    private static async Task<SalesforceClient> ConnectAsync(Org org) => (SalesforceClient)await new SalesforceDriver().ConnectAsync(
        new ConnectionSettings([new("auth", "access_token"), new("instance_url", org.Simulator.Address.ToString())]),
        new DriverContext
        {
            Credentials = new FakeCredentials([("SF_ACCESS_TOKEN", org.Simulator.IssueAccessToken())]),
            Tokens = org.Tokens,
            Log = org.Log,
            CreateHttpHandler = static () => new Promising { InnerHandler = new SocketsHttpHandler() },
        },
        Token);

    private sealed class Promising : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (request.RequestUri!.AbsolutePath.EndsWith("/describe", StringComparison.Ordinal))
                response.Content = new StringContent((await response.Content.ReadAsStringAsync(cancellationToken)).Replace("\"aggregatable\":false", "\"aggregatable\":true", StringComparison.Ordinal), Encoding.UTF8, "application/json");
            return response;
        }
    }
}

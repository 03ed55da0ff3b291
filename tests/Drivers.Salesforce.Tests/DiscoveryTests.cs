using IntegrationAgent.Driver;

namespace Drivers.Salesforce.Tests;

public sealed class DiscoveryTests
{
    [Fact]
    public async Task Objects_are_listed_by_name_with_their_counts()
    {
        await using var org = await Org.StartAsync();
        await using var client = await org.ConnectAsync();

        var objects = await client.ListObjectsAsync(new ListObjectsRequest { IncludeCounts = true }, TestContext.Current.CancellationToken);

        Assert.Equal(objects.Select(each => each.Name).Order(StringComparer.Ordinal), objects.Select(each => each.Name));
        Assert.Equal(50, objects.Single(each => each.Name == "Lead").ApproximateCount);
        Assert.True(objects.Single(each => each.Name == "Lead").Writable);
        Assert.Contains(objects, each => each.Custom || each.Name == "Campaign");
    }

    [Fact]
    public async Task Fields_carry_what_the_org_says()
    {
        await using var org = await Org.StartAsync();
        await using var client = await org.ConnectAsync();

        var schema = await client.GetFieldsAsync(new GetFieldsRequest { Object = "lead" }, TestContext.Current.CancellationToken);

        Assert.Equal("Lead", schema.Name);
        Assert.Equal(["Id"], schema.KeyFields);
        Assert.Equal("SystemModstamp", schema.ChangeField);
        Assert.Equal(["LastName", "Company"], schema.Fields.Where(field => field.RequiredForCreate).Select(field => field.Name));
        var source = schema.Fields.Single(field => field.Name == "LeadSource");
        Assert.NotEmpty(source.PicklistValues);
        Assert.Equal(FieldType.String, source.Type);
        var owner = schema.Fields.Single(field => field.Name == "OwnerId");
        Assert.Equal(FieldType.Reference, owner.Type);
        Assert.Equal("Owner", owner.RelationshipName);
        Assert.Contains("User", owner.ReferenceTo);
        Assert.Equal(FieldType.Timestamp, schema.Fields.Single(field => field.Name == "CreatedDate").Type);
        Assert.Equal(FieldType.Decimal, schema.Fields.Single(field => field.Name == "AnnualRevenue").Type);
        Assert.Equal(FieldType.Int64, schema.Fields.Single(field => field.Name == "NumberOfEmployees").Type);
        Assert.Equal(FieldType.Json, schema.Fields.Single(field => field.Name == "Address").Type);
        Assert.True(schema.Fields.Single(field => field.Name == "Id").UpsertKey);
    }

    [Theory]
    [InlineData("v99.0")]
    [InlineData("v199.0")]
    public async Task A_version_that_the_org_does_not_offer_is_answered_with_those_that_it_does(string version)
    {
        await using var org = await Org.StartAsync(0);
        await using var client = await org.ConnectAsync("client_credentials", ("api_version", version));

        foreach (var ask in new Func<Task>[]
        {
            () => client.ListObjectsAsync(new ListObjectsRequest(), TestContext.Current.CancellationToken),
            () => client.GetFieldsAsync(new GetFieldsRequest { Object = "Lead" }, TestContext.Current.CancellationToken),
        })
        {
            var error = await Assert.ThrowsAnyAsync<DriverException>(ask);

            Assert.Equal((DriverErrorCode.Unsupported, "api_version", ErrorScope.Connection), (error.Code, error.Target, error.Scope));
            Assert.Equal(["v66.0"], error.Suggestions);
            Assert.Contains($"does not offer {version}", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_unchanged_object_is_not_sent_again()
    {
        await using var org = await Org.StartAsync();
        await using var client = await org.ConnectAsync();
        var first = await client.GetFieldsAsync(new GetFieldsRequest { Object = "Lead" }, TestContext.Current.CancellationToken);
        await client.GetFieldsAsync(new GetFieldsRequest { Object = "Lead" }, TestContext.Current.CancellationToken);
        Assert.Single(org.Simulator.RequestLog, entry => entry.Path.EndsWith("/describe", StringComparison.Ordinal));

        var again = await client.GetFieldsAsync(new GetFieldsRequest { Object = "Lead", Refresh = true }, TestContext.Current.CancellationToken);

        Assert.Equal(first.ETag, again.ETag);
        Assert.Equal(2, org.Simulator.RequestLog.Count(entry => entry.Path.EndsWith("/describe", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Leed", "Lead")]
    [InlineData("Acount", "Account")]
    [InlineData("campaign_member", "CampaignMember")]
    public async Task An_unknown_object_is_answered_with_the_nearest(string asked, string meant)
    {
        await using var org = await Org.StartAsync();
        await using var client = await org.ConnectAsync();

        var error = await Assert.ThrowsAnyAsync<DriverException>(() => client.GetFieldsAsync(new GetFieldsRequest { Object = asked }, TestContext.Current.CancellationToken));

        Assert.Equal(DriverErrorCode.ObjectNotFound, error.Code);
        Assert.Equal(meant, error.Suggestions[0]);
        Assert.Contains(meant, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Relationships_go_both_ways_with_their_query_names()
    {
        await using var org = await Org.StartAsync();
        await using var client = await org.ConnectAsync();

        var relationships = await client.GetRelationshipsAsync(new GetRelationshipsRequest { Object = "Campaign" }, TestContext.Current.CancellationToken);

        Assert.Contains(relationships, each => each is { Kind: RelationshipKind.Children, Name: "CampaignMembers", ToObject: "CampaignMember", Field: "CampaignId" });
        Assert.Contains(relationships, each => each is { Kind: RelationshipKind.Parent, Name: "Owner", ToObject: "User", Field: "OwnerId" });
    }
}

using System.Text.Json;

namespace Drivers.Salesforce.Simulator.Tests;

/// <summary>Holds describe results against the key lists and field attributes that were recorded from real orgs.</summary>
public sealed class DescribeShapeTests
{
    private static readonly JsonElement Recorded = Load();

    [Theory]
    [InlineData("v59.0", "topLevelKeys59")]
    [InlineData("v48.0", "topLevelKeys48")]
    public async Task Describe_has_the_recorded_keys_in_the_recorded_order(string version, string list)
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        var expected = Names(list);

        foreach (var name in new[] { "Account", "Lead", "Contact", "Opportunity", "Campaign", "CampaignMember", "User", "PricebookEntry" })
        {
            var describe = await org.GetAsync($"/services/data/{version}/sobjects/{name}/describe");
            Assert.Equal(expected, describe.EnumerateObject().Select(p => p.Name));
            Assert.All(describe.GetProperty("fields").EnumerateArray(), f => Assert.Equal(Names("fieldKeys"), f.EnumerateObject().Select(p => p.Name)));
            Assert.All(describe.GetProperty("childRelationships").EnumerateArray(), c => Assert.Equal(Names("childRelationshipKeys"), c.EnumerateObject().Select(p => p.Name)));
            Assert.All(
                describe.GetProperty("fields").EnumerateArray().SelectMany(f => f.GetProperty("picklistValues").EnumerateArray()),
                p => Assert.Equal(Names("picklistValueKeys"), p.EnumerateObject().Select(v => v.Name)));
            Assert.All(describe.GetProperty("recordTypeInfos").EnumerateArray(), r => Assert.Equal(Names("recordTypeInfoKeys"), r.EnumerateObject().Select(p => p.Name)));
            Assert.Equal(Names("urlKeys").Order(), describe.GetProperty("urls").EnumerateObject().Select(p => p.Name).Where(n => n is not "defaultValues").Order());
        }
    }

    [Theory]
    [InlineData("Account")]
    [InlineData("Contact")]
    [InlineData("Opportunity")]
    [InlineData("Case")]
    public async Task Field_attributes_equal_the_recorded_ones(string name)
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        var describe = await org.GetAsync($"/services/data/v59.0/sobjects/{name}/describe");
        var differences = new List<string>();
        var compared = 0;

        foreach (var field in describe.GetProperty("fields").EnumerateArray())
        {
            if (!Recorded.GetProperty("fields").GetProperty(name).TryGetProperty(field.GetProperty("name").GetString()!, out var recorded)) continue;
            compared++;
            foreach (var attribute in recorded.EnumerateObject())
            {
                var actual = field.GetProperty(attribute.Name);
                if (actual.GetRawText() != attribute.Value.GetRawText()) differences.Add($"{field.GetProperty("name")}.{attribute.Name}: {actual.GetRawText()} instead of {attribute.Value.GetRawText()}");
            }
        }

        Assert.True(compared > 25, $"only {compared} fields compared");
        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    private static IEnumerable<string> Names(string list) => Recorded.GetProperty(list).EnumerateArray().Select(e => e.GetString()!);

    private static JsonElement Load()
    {
        var path = Path.Combine(IntegrationAgent.Testing.RepositoryRoot.Path, "tests", "Drivers.Salesforce.Simulator.Tests", "Shapes", "recorded-describe-shapes.json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }
}

using System.Text.Json;

namespace Drivers.Salesforce.Simulator.Tests;

/// <summary>Holds describe results against the key lists and field attributes that were recorded from real orgs.</summary>
public sealed class DescribeShapeTests
{
    private static readonly JsonElement Recorded = Load();

    /// <summary>Documented types of values that the recordings hold only as null.</summary>
    private static readonly Dictionary<string, string> Documented = new(StringComparer.Ordinal)
    {
        ["calculatedFormula"] = "string", ["controllerName"] = "string", ["inlineHelpText"] = "string", ["relationshipOrder"] = "number", ["validFor"] = "string",
    };

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

    [Theory]
    [InlineData("Account")]
    [InlineData("Contact")]
    [InlineData("Opportunity")]
    [InlineData("Case")]
    public async Task Keys_and_their_order_are_those_of_the_recording(string name)
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        var recorded = Recorded.GetProperty("objects").GetProperty(name);

        var describe = await org.GetAsync($"/services/data/{recorded.GetProperty("version").GetString()}/sobjects/{name}/describe");

        Assert.Equal(Texts(recorded.GetProperty("keys")), Keys(describe));
        Assert.Equal(Texts(recorded.GetProperty("urls")), Keys(describe.GetProperty("urls")));
    }

    [Theory]
    [InlineData("Account")]
    [InlineData("Contact")]
    [InlineData("Opportunity")]
    [InlineData("Case")]
    public async Task Fields_come_in_the_recorded_order(string name)
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        var describe = await org.GetAsync($"/services/data/v59.0/sobjects/{name}/describe");
        var own = describe.GetProperty("fields").EnumerateArray().Select(f => f.GetProperty("name").GetString()!).ToArray();
        var recorded = Texts(Recorded.GetProperty("objects").GetProperty(name).GetProperty("fieldOrder")).ToArray();

        Assert.Equal(recorded.Where(own.Contains), own.Where(recorded.Contains));
        Assert.True(own.Count(recorded.Contains) > 25, $"only {own.Count(recorded.Contains)} fields in common");
    }

    [Theory]
    [InlineData("v48.0")]
    [InlineData("v59.0")]
    public async Task Every_value_has_a_recorded_type(string version)
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        var wrong = new List<string>();
        var compared = 0;

        foreach (var brief in (await org.GetAsync("sobjects")).GetProperty("sobjects").EnumerateArray())
        {
            var name = brief.GetProperty("name").GetString()!;
            var describe = await org.GetAsync($"/services/data/{version}/sobjects/{name}/describe");
            Compare("describe", name, describe);
            Compare("urls", name, describe.GetProperty("urls"));
            foreach (var child in describe.GetProperty("childRelationships").EnumerateArray()) Compare("childRelationship", name, child);
            foreach (var scope in describe.GetProperty("supportedScopes").EnumerateArray()) Compare("supportedScope", name, scope);
            foreach (var type in describe.GetProperty("recordTypeInfos").EnumerateArray())
            {
                Compare("recordTypeInfo", name, type);
                Compare("recordTypeUrls", name, type.GetProperty("urls"));
            }

            foreach (var field in describe.GetProperty("fields").EnumerateArray())
            {
                Compare("field", $"{name}.{field.GetProperty("name").GetString()}", field);
                foreach (var value in field.GetProperty("picklistValues").EnumerateArray()) Compare("picklistValue", $"{name}.{field.GetProperty("name").GetString()}", value);
            }
        }

        Assert.True(compared > 20_000, $"only {compared} values compared");
        Assert.True(wrong.Count == 0, string.Join("\n", wrong.Take(40)));

        void Compare(string level, string where, JsonElement element)
        {
            var kinds = Recorded.GetProperty("kinds").GetProperty(level);
            foreach (var property in element.EnumerateObject())
            {
                compared++;
                if (!kinds.TryGetProperty(property.Name, out var allowed)) wrong.Add($"{where}: {level} has no key {property.Name}");
                else if (!Texts(allowed).Contains(Kind(property.Value)) && Documented.GetValueOrDefault(property.Name) != Kind(property.Value)) wrong.Add($"{where}.{property.Name}: {Kind(property.Value)} instead of {allowed}");
            }
        }
    }

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        var kind => kind.ToString().ToLowerInvariant(),
    };

    private static IEnumerable<string> Keys(JsonElement element) => element.EnumerateObject().Select(p => p.Name);

    private static IEnumerable<string> Texts(JsonElement array) => array.EnumerateArray().Select(e => e.GetString()!);

    private static IEnumerable<string> Names(string list) => Recorded.GetProperty(list).EnumerateArray().Select(e => e.GetString()!);

    private static JsonElement Load()
    {
        var path = Path.Combine(IntegrationAgent.Testing.RepositoryRoot.Path, "tests", "Drivers.Salesforce.Simulator.Tests", "Shapes", "recorded-describe-shapes.json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }
}

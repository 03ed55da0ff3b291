using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Repository.Tests;

/// <summary>The tables of the documents against the code that they describe.</summary>
public class DocumentedTablesTests
{
    private const string Contract = "docs/driver-api-contract.md";
    private const string Discovery = "docs/discovery-api-spec.md";
    private const string Testing = "docs/testing-validation-spec.md";
    private const string Governance = "docs/governance.md";
    private const string WirePage = "docs/wire.md";

    [Fact]
    public void Required_methods_are_documented() =>
        Assert.Equal(Methods(typeof(IDriver)).Concat(Methods(typeof(IDriverClient))), SourceTree.FirstColumn(Contract, "## Required methods"));

    [Fact]
    public void Optional_abilities_are_documented()
    {
        Type[] abilities = [typeof(IRecordWriter), typeof(IBulkWriter), typeof(IWriteProbe), typeof(ISchemaEditor), typeof(IChangeFeed), typeof(INativeQuery), typeof(IDriverOperations)];
        var interfaces = typeof(IDriver).Assembly.GetExportedTypes().Where(type => type.IsInterface && type.Namespace == typeof(IDriver).Namespace);
        Type[] others = [typeof(IDriver), typeof(IDriverClient), typeof(IDriverLog), typeof(ICredentialSource), typeof(ITokenStore)];

        Assert.Equal(abilities.SelectMany(Methods), SourceTree.FirstColumn(Contract, "## Optional abilities"));
        Assert.Equal(abilities.Concat(others).Select(type => type.Name).Order(), interfaces.Select(type => type.Name).Order());
    }

    [Fact]
    public void Error_codes_of_drivers_are_documented() => Assert.Equal(
        typeof(DriverErrorCode).GetProperties(BindingFlags.Public | BindingFlags.Static).Select(property => property.GetValue(null)!.ToString()!).Order(StringComparer.Ordinal),
        SourceTree.FirstColumn(Contract, "## Errors").Order(StringComparer.Ordinal));

    [Fact]
    public void Field_types_are_documented() => Assert.Equal(Enum.GetNames<FieldType>(), SourceTree.FirstColumn(Contract, "### Types"));

    [Fact]
    public void Comparison_operators_are_documented() => Assert.Equal(Enum.GetNames<ComparisonOperator>(), SourceTree.FirstColumn(Contract, "## Filters"));

    [Fact]
    public void Write_outcomes_are_documented() =>
        Assert.Equal(Enum.GetNames<WriteStatus>().Order(), SourceTree.FirstColumn(Contract, "### Outcomes").Order());

    [Fact]
    public void Stop_reasons_are_documented() => Assert.Equal(Enum.GetNames<StopReason>(), SourceTree.FirstColumn(Contract, "## Completeness"));

    [Fact]
    public void Declarations_are_documented() => Assert.Equal(
        typeof(IDriver).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Attribute)) && type != typeof(DriverManifestAttribute)).Select(type => $"[{type.Name[..^"Attribute".Length]}]").Order(StringComparer.Ordinal),
        SourceTree.FirstColumn(Contract, "## Declarations").Order(StringComparer.Ordinal));

    [Fact]
    public void Requests_and_responses_are_documented()
    {
        var text = SourceTree.Read(Contract);
        var types = typeof(IDriver).Assembly.GetExportedTypes().Where(type => type.Name.EndsWith("Request", StringComparison.Ordinal) || type.Name.EndsWith("Response", StringComparison.Ordinal));

        Assert.Empty(types.SelectMany(type => type.GetProperties().Select(property => (Type: type.Name, property.Name)))
            .Where(member => !Regex.IsMatch(text, $@"^\| `{member.Type}`.*`{member.Name}`", RegexOptions.Multiline))
            .Select(member => $"{member.Type}.{member.Name}"));
    }

    [Fact]
    public void Frames_are_documented() => Assert.Equal(
        Enum.GetNames(typeof(WireConnection).Assembly.GetTypes().Single(type => type.Name == "FrameType")),
        SourceTree.FirstColumn(WirePage, "## Frames"));

    [Fact]
    public void Wire_limits_are_documented() => Assert.Equal(typeof(WireLimits).GetProperties().Select(property => property.Name), SourceTree.FirstColumn(WirePage, "## Limits"));

    [Fact]
    public void Driver_methods_are_documented() => Assert.Equal(Constants(typeof(DriverMethods)), SourceTree.FirstColumn(WirePage, "## Agent and driver host"));

    [Fact]
    public void Script_methods_are_documented() => Assert.Equal(Constants(typeof(ScriptMethods)), SourceTree.FirstColumn(WirePage, "## Agent and script host"));

    [Fact]
    public void Discovery_codes_are_documented() => Assert.Equal(
        BuiltAssembly.Agent.Constants("IntegrationAgent.Agent.Discovery.DiscoveryErrorCodes").Values,
        SourceTree.FirstColumn(Discovery, "## Error codes"));

    [Fact]
    public void Discovery_methods_are_documented() => Assert.Equal(
        Regex.Matches(SourceTree.Read("src/IntegrationAgent.Agent/Discovery/DiscoveryService.cs"), "case \"([a-z_]+)\":").Select(match => match.Groups[1].Value),
        SourceTree.FirstColumn(Discovery, "## Methods"));

    [Fact]
    public void Discovery_limits_are_documented() => Assert.Equal(
        BuiltAssembly.Agent.SettableProperties("IntegrationAgent.Agent.Discovery.DiscoveryLimits"),
        SourceTree.FirstColumn(Discovery, "## Limits"));

    [Theory]
    [InlineData("DiscoveryEnvelope", "")]
    [InlineData("DiscoveryError", "error")]
    [InlineData("DiscoveryStats", "stats")]
    [InlineData("DiscoveryTruncation", "truncated")]
    public void Envelope_schema_has_the_members_of_the_envelope(string type, string member)
    {
        using var schema = JsonDocument.Parse(SourceTree.Read("docs/schemas/discovery-envelope.schema.json"));
        var node = member.Length == 0 ? schema.RootElement : schema.RootElement.GetProperty("properties").GetProperty(member);

        Assert.Equal(
            BuiltAssembly.Agent.SettableProperties("IntegrationAgent.Agent.Discovery." + type).Select(JsonNamingPolicy.CamelCase.ConvertName).Order(),
            node.GetProperty("properties").EnumerateObject().Select(property => property.Name).Order());
        Assert.False(node.GetProperty("additionalProperties").GetBoolean());
    }

    [Fact]
    public void Examples_of_envelopes_keep_to_the_schema()
    {
        var examples = Regex.Matches(SourceTree.Read(Discovery), "```json\n(.*?)```", RegexOptions.Singleline);
        using var schema = JsonDocument.Parse(SourceTree.Read("docs/schemas/discovery-envelope.schema.json"));
        var members = schema.RootElement.GetProperty("properties");

        Assert.NotEmpty(examples);
        Assert.All(examples, example =>
        {
            using var json = JsonDocument.Parse(example.Groups[1].Value);
            Assert.Equal(json.RootElement.GetProperty("ok").GetBoolean(), json.RootElement.TryGetProperty("value", out _));
            Assert.True(json.RootElement.TryGetProperty("stats", out _));
            foreach (var member in json.RootElement.EnumerateObject())
            {
                Assert.True(members.TryGetProperty(member.Name, out var described), member.Name);
                if (described.TryGetProperty("properties", out var inner))
                    Assert.All(member.Value.EnumerateObject(), property => Assert.True(inner.TryGetProperty(property.Name, out _), property.Name));
            }
        });
    }

    [Fact]
    public void Fault_points_are_documented() => Assert.Equal(
        BuiltAssembly.Agent.Constants("IntegrationAgent.Agent.Faults.FaultPoints").Values.Order(),
        SourceTree.FirstColumn(Testing, "## Fault points").Order());

    [Fact]
    public void Policy_rules_are_documented() => Assert.Equal(
        Regex.Matches(SourceTree.Read("src/IntegrationAgent.Validation/Policy/PolicyRules.cs"), @"^\s+\[""([A-Z]+)""\] = ", RegexOptions.Multiline).Select(match => "E-POL-" + match.Groups[1].Value),
        SourceTree.FirstColumn(Testing, "### Policy"));

    [Fact]
    public void Run_states_are_documented() => Assert.Equal(
        Regex.Matches(SourceTree.Read("src/IntegrationAgent.Agent/State/RunStates.cs"), "RunState\\.\\w+ => \"([a-z_]+)\"").Select(match => match.Groups[1].Value),
        SourceTree.FirstColumn(Testing, "### Run states"));

    [Fact]
    public void Members_of_a_plan_are_documented() =>
        Assert.Equal(JsonNames("IntegrationAgent.Agent.Planning.Plan"), SourceTree.FirstColumn(Testing, "## Plan"));

    [Fact]
    public void Members_of_an_approval_subject_are_documented() =>
        Assert.Equal(JsonNames("IntegrationAgent.Agent.Approval.ApprovalSubject"), SourceTree.FirstColumn(Testing, "### Subject"));

    [Fact]
    public void Audit_events_are_documented() => Assert.Equal(
        BuiltAssembly.Agent.Constants("IntegrationAgent.Agent.Audit.AuditEventTypes").Values,
        SourceTree.FirstColumn(Governance, "### Events"));

    [Fact]
    public void Members_of_the_configuration_are_documented()
    {
        (string Prefix, string Type)[] parts =
        [
            ("", "WorkspaceConfiguration"), ("policy.", "WorkspacePolicy"), ("policy.caps.", "WorkspaceCaps"), ("model.", "ModelSettings"), ("sandbox.", "SandboxSettings"), ("state.", "StateSettings"), ("audit.", "AuditSettings"),
        ];
        string[] groups = ["policy", "policy.caps", "model", "sandbox", "state", "audit"];
        var members = parts.SelectMany(part => JsonNames("IntegrationAgent.Agent.Workspaces." + part.Type).Select(name => part.Prefix + name)).Except(groups);

        Assert.Equal(members.Order(StringComparer.Ordinal), SourceTree.FirstColumn(Governance, "## Configuration").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Isolation_levels_are_documented() =>
        Assert.Equal(BuiltAssembly.Agent.Members("IntegrationAgent.Agent.Sandboxing.IsolationLevel"), SourceTree.FirstColumn(Governance, "## Isolation"));

    [Fact]
    public void Sandbox_limits_are_documented() =>
        Assert.Equal(BuiltAssembly.Agent.SettableProperties("IntegrationAgent.Agent.Sandboxing.SandboxLimits"), SourceTree.FirstColumn("docs/sandbox.md", "## Limits"));

    private static IEnumerable<string> JsonNames(string type) => BuiltAssembly.Agent.SettableProperties(type).Select(JsonNamingPolicy.CamelCase.ConvertName);

    private static IEnumerable<string> Methods(Type type) => type.GetMethods().Where(method => !method.IsSpecialName).Select(method => $"{type.Name}.{method.Name}");

    private static IEnumerable<string> Constants(Type type) => type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);
}

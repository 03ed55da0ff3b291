using System.Text.Json;
using IntegrationAgent.Driver.Generators.Tests.Harness;
using IntegrationAgent.Testing;
using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Driver.Generators.Tests;

public class ManifestTests
{
    private static readonly JsonSerializerOptions IndentedOptions = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private const string Attributes = """
        [Driver("helpdesk", DisplayName = "Helpdesk", Client = typeof(HelpdeskClient), NativeLanguage = "HQL")]
        [AuthMethod("api_key", Description = "A key of your own.", Scopes = new[] { "tickets.read", "tickets.write" })]
        [AuthMethod("basic")]
        [SignIn("basic", AuthorizeUrl = "{instance_url}/oauth2/authorize", TokenUrl = "https://login.helpdesk.example/oauth2/token", ClientId = "HD_TENANT", ClientSecret = "HD_KEY", Token = "HD_USER")]
        [Credential("HD_KEY", Description = "Settings, API, Keys.", AuthMethods = new[] { "api_key" })]
        [Credential("HD_USER", Secret = false, AuthMethods = new[] { "basic" })]
        [Credential("HD_TENANT", Secret = false, Required = false)]
        [Setting("instance_url", Kind = SettingKind.Url, Required = true, Description = "Where your helpdesk is.")]
        [Setting("page_size", Kind = SettingKind.Integer, Default = "100")]
        [Egress("*.helpdesk.example")]
        [Uses("native_code")]
        [RateLimit("per_minute", WindowSeconds = 60, Quota = 5000000000, Concurrency = 2, ReadFrom = "X-Remaining")]
        [DriverError("duplicate", Meaning = "The number is taken.", Action = "Choose another.", Retry = RetryAdvice.AfterUserAction)]
        [Idiom("Filter by updated_at.")]
        """;

    [Fact]
    public void Manifest_is_the_approved_text() =>
        Approval.Matches("manifest.json", Indented(GeneratorHarness.Run(SampleDriver.With(Attributes, OperationTests.Close)).AssertCompiles().Manifest) + "\n");

    [Fact]
    public void Manifest_fits_the_published_schema()
    {
        var manifest = GeneratorHarness.Run(SampleDriver.With(Attributes, OperationTests.AllKinds, OperationTests.Types)).Manifest;

        Assert.Empty(Schema().Validate(manifest));
    }

    [Theory]
    [InlineData("\"secret\":true", "\"secret\":1")]
    [InlineData("\"kind\":\"url\"", "\"kind\":\"web\"")]
    [InlineData("\"manifestVersion\":\"1.0\",", "")]
    [InlineData("\"id\":\"helpdesk\"", "\"id\":\"Help Desk\"")]
    public void Published_schema_refuses_another_shape(string before, string after)
    {
        var text = GeneratorHarness.Run(SampleDriver.With(Attributes)).ManifestText!;

        Assert.Contains(before, text, StringComparison.Ordinal);
        Assert.NotEmpty(Schema().Validate(JsonDocument.Parse(text.Replace(before, after, StringComparison.Ordinal)).RootElement));
    }

    [Fact]
    public void Manifest_is_canonical_JSON()
    {
        var outcome = GeneratorHarness.Run(SampleDriver.With(Attributes, OperationTests.AllKinds, OperationTests.Types));

        Assert.Equal(Canonical(outcome.Manifest), outcome.ManifestText);
    }

    [Fact]
    public void Capabilities_are_the_interfaces_of_the_client()
    {
        var source = SampleDriver.With(
            clientInterfaces: ", IRecordWriter, IWriteProbe",
            operations: """
                public Task<WriteResponse> WriteAsync(WriteRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
                public Task<ProbeResponse> ProbeAsync(ProbeRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
                """);

        var manifest = GeneratorHarness.Run(source).AssertCompiles().Manifest;

        Assert.Equal(["query", "write", "write_probe"], Texts(manifest.GetProperty("capabilities")));
        Assert.Equal(["read", "write"], Texts(manifest.GetProperty("verbs")));
    }

    [Fact]
    public void Every_optional_interface_of_the_contract_is_a_capability()
    {
        var optional = typeof(IDriverClient).Assembly.GetExportedTypes()
            .Where(type => type.IsInterface && type.GetMethods().Any(method => method.ReturnType.Name.StartsWith("Task", StringComparison.Ordinal) || method.ReturnType.Name.StartsWith("IAsyncEnumerable", StringComparison.Ordinal)))
            .Select(type => type.Name)
            .Except(["IDriver", "ITokenStore", "ICredentialSource"])
            .ToList();

        Assert.True(optional.Count >= 8, string.Join(", ", optional));
        Assert.Empty(optional.Except(Parsing.CapabilityParser.Interfaces));
    }

    [Fact]
    public void Package_is_taken_from_the_build_properties()
    {
        var options = new HarnessOptions { Properties = new Dictionary<string, string> { ["PackageId"] = "Acme.Helpdesk", ["PackageVersion"] = "2.3.4-beta.1+5e1f" } };

        var package = GeneratorHarness.Run(SampleDriver.With(), options).Manifest.GetProperty("package");

        Assert.Equal("""{"assembly":"Acme.Drivers.Helpdesk","id":"Acme.Helpdesk","version":"2.3.4-beta.1"}""", package.GetRawText());
    }

    [Fact]
    public void Package_is_the_assembly_where_no_property_is_visible()
    {
        var source = SampleDriver.With().Replace("namespace Acme;", "[assembly: System.Reflection.AssemblyInformationalVersion(\"1.2.3+abc\")]\nnamespace Acme;", StringComparison.Ordinal);

        var package = GeneratorHarness.Run(source).Manifest.GetProperty("package");

        Assert.Equal("""{"assembly":"Acme.Drivers.Helpdesk","id":"Acme.Drivers.Helpdesk","version":"1.2.3"}""", package.GetRawText());
    }

    [Theory]
    [InlineData(DocumentationMode.Diagnose)]
    [InlineData(DocumentationMode.Parse)]
    [InlineData(DocumentationMode.None)]
    public void Summary_is_read_whether_or_not_a_documentation_file_is_written(DocumentationMode mode)
    {
        var outcome = GeneratorHarness.Run(SampleDriver.With(operations: OperationTests.Close), new HarnessOptions { Documentation = mode });

        Assert.Empty(outcome.Diagnostics);
        Assert.Equal("Tickets of a helpdesk.", outcome.Manifest.GetProperty("summary").GetString());
        Assert.Equal("Closes a ticket.", outcome.Manifest.GetProperty("operations")[0].GetProperty("summary").GetString());
    }

    [Fact]
    public void Contract_version_is_that_of_the_referenced_contract() =>
        Assert.Equal(DriverContract.Version, GeneratorHarness.Run(SampleDriver.With()).Manifest.GetProperty("contractVersion").GetString());

    [Fact]
    public void Assembly_without_a_driver_gets_nothing()
    {
        var outcome = GeneratorOutcome.From(
            GeneratorHarness.Start(new DriverGenerator(), GeneratorHarness.Compile("public class Plain;")),
            GeneratorHarness.Compile("public class Plain;"));

        Assert.Null(outcome.ManifestText);
        Assert.Empty(outcome.Diagnostics);
    }

    internal static SchemaValidator Schema() => new(JsonDocument.Parse(
        File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "schemas", "driver-manifest.schema.json"))).RootElement);

    internal static IEnumerable<string> Texts(JsonElement list) => list.EnumerateArray().Select(item => item.GetString()!);

    private static string Indented(JsonElement element) => JsonSerializer.Serialize(element, IndentedOptions);

    private static string Canonical(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', element.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal)
            .Select(member => $"\"{member.Name}\":{Canonical(member.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(',', element.EnumerateArray().Select(Canonical)) + "]",
        _ => element.GetRawText(),
    };
}

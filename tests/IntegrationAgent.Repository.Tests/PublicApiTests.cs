using System.Reflection;
using IntegrationAgent.Testing;
using PublicApiGenerator;

namespace IntegrationAgent.Repository.Tests;

public class PublicApiTests
{
    public static TheoryData<string> Assemblies =>
    [
        "IntegrationAgent.Driver.Abstractions",
        "IntegrationAgent.Driver.Authoring",
        "IntegrationAgent.Driver.Conformance",
        "IntegrationAgent.Driver.Conformance.Examples",
        "IntegrationAgent.Drivers.Postgres",
        "IntegrationAgent.Drivers.Salesforce",
        "IntegrationAgent.Drivers.Salesforce.Simulator",
        "IntegrationAgent.Drivers.Sqlite",
        "IntegrationAgent.Scripting",
        "IntegrationAgent.Validation",
        "IntegrationAgent.Wire",
    ];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Public_api_is_the_approved_one(string assembly) => Approval.Matches(assembly + ".txt", ApiOf(Assembly.Load(assembly)));

    /// <summary>Not where the approved texts are being rewritten: it would write the sabotage.</summary>
    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Changed_public_api_is_refused(string assembly)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("UPDATE_APPROVED") == "1", "not run: needs approved texts that stay");
        var api = ApiOf(Assembly.Load(assembly));
        var lines = api.Split('\n');
        var member = Array.FindLastIndex(lines, line => line.Contains("        public ", StringComparison.Ordinal));
        Assert.True(member > 0, $"{assembly} has no public member.");

        foreach (var changed in new[] { lines.Where((_, i) => i != member), lines.Select((line, i) => i == member ? line.Replace("public ", "protected ", StringComparison.Ordinal) : line), lines.Append("        public void Added() { }") })
            Assert.ThrowsAny<Exception>(() => Approval.Matches(assembly + ".txt", string.Join('\n', changed)));
    }

    [Fact]
    public void Every_packable_project_with_an_assembly_is_approved()
    {
        var packable = SourceTree.Projects.Where(project => SourceTree.Read(project) is var text && text.Contains("<IsPackable>true", StringComparison.Ordinal) && !text.Contains("<IncludeBuildOutput>false", StringComparison.Ordinal)).Select(project => BuiltAssembly.Of(project).Name);

        Assert.Equal(Assemblies.Select(row => row.Data).Order(StringComparer.Ordinal), packable.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Removed_member_changes_the_text()
    {
        var whole = ApiOf(typeof(Driver.IDriver).Assembly);
        var lacking = typeof(Driver.IDriver).Assembly.GetExportedTypes().Where(type => type != typeof(Driver.IWriteProbe)).ToArray()
            .GeneratePublicApi(Options());

        Assert.Contains("interface IWriteProbe", whole, StringComparison.Ordinal);
        Assert.DoesNotContain("interface IWriteProbe", lacking, StringComparison.Ordinal);
    }

    private static string ApiOf(Assembly assembly) => assembly.GeneratePublicApi(Options()) + "\n";

    private static ApiGeneratorOptions Options() => new() { IncludeAssemblyAttributes = false, DenyNamespacePrefixes = [], ExcludeAttributes = ["Xunit.FactAttribute", "Xunit.TheoryAttribute", "System.Runtime.CompilerServices.AsyncIteratorStateMachineAttribute"] };
}

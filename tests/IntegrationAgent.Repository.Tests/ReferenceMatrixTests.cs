namespace IntegrationAgent.Repository.Tests;

public class ReferenceMatrixTests
{
    public static TheoryData<string> Projects => [.. SourceTree.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Assembly_references_only_what_the_matrix_allows(string project)
    {
        var assembly = BuiltAssembly.Of(project);

        Assert.NotEmpty(assembly.References);
        Assert.Empty(ReferenceMatrix.Violations(assembly.Name, assembly.References));
    }

    [Theory]
    [InlineData("IntegrationAgent.Agent", "IntegrationAgent.Drivers.Sqlite")]
    [InlineData("IntegrationAgent.Agent", "IntegrationAgent.Driver.Authoring")]
    [InlineData("IntegrationAgent.Drivers.Salesforce", "IntegrationAgent.Drivers.Sqlite")]
    [InlineData("IntegrationAgent.Driver.Abstractions", "Polly.Core")]
    [InlineData("IntegrationAgent.Jail", "IntegrationAgent.Wire")]
    [InlineData("IntegrationAgent.Driver.Conformance", "IntegrationAgent.Validation")]
    [InlineData("IntegrationAgent.Driver.Conformance.Examples", "IntegrationAgent.Agent")]
    [InlineData("IntegrationAgent.ScriptHost", "IntegrationAgent.Agent")]
    [InlineData("IntegrationAgent.ScriptHost", "IntegrationAgent.Validation")]
    [InlineData("IntegrationAgent.DriverHost", "IntegrationAgent.Validation")]
    [InlineData("IntegrationAgent.Validation", "IntegrationAgent.Agent")]
    public void Forbidden_reference_is_found(string assembly, string reference) =>
        Assert.Equal([$"{assembly} references {reference}"], ReferenceMatrix.Violations(assembly, ["System.Runtime", reference]));

    [Fact]
    public void Assembly_without_a_line_is_found() =>
        Assert.Equal(["IntegrationAgent.New has no line in the matrix"], ReferenceMatrix.Violations("IntegrationAgent.New", []));
}

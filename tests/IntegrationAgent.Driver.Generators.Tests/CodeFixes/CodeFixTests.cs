using IntegrationAgent.Driver.Generators.Diagnostics;
using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.CodeFixes;

public class CodeFixTests
{
    [Theory]
    [InlineData(DiagnosticIds.CancellationNotForwarded)]
    [InlineData(DiagnosticIds.CancellationConverted)]
    [InlineData(DiagnosticIds.OperationEffect)]
    [InlineData(DiagnosticIds.ConfigureAwait)]
    public async Task Fix_turns_the_bad_example_of_the_page_into_the_good_one(string id) =>
        Assert.Equal(DriverSource.Members(RulePage.Good(id)), await CodeFixHarness.Fix(id, DriverSource.Members(RulePage.Bad(id))));

    [Fact]
    public async Task Fix_seals_the_class_of_a_request() => Assert.Equal(
        DriverSource.Types(RulePage.Good(DiagnosticIds.RequestTypeNotSealed)),
        await CodeFixHarness.Fix(DiagnosticIds.RequestTypeNotSealed, DriverSource.Types(RulePage.Bad(DiagnosticIds.RequestTypeNotSealed))));

    [Fact]
    public async Task Fix_makes_a_credential_of_a_setting() => Assert.Equal(
        DriverSource.Attributes(RulePage.Good(DiagnosticIds.SecretSetting)),
        await CodeFixHarness.Fix(DiagnosticIds.SecretSetting, DriverSource.Attributes(RulePage.Bad(DiagnosticIds.SecretSetting))));

    [Fact]
    public async Task Fix_declares_the_capability()
    {
        var changed = await CodeFixHarness.Fix(DiagnosticIds.CapabilityNotDeclared, DriverSource.Members(RulePage.Bad(DiagnosticIds.CapabilityNotDeclared)));

        Assert.Contains(") : IDriverClient, IWriteProbe\n{", changed, StringComparison.Ordinal);
        await AnalyzerHarness.AssertClean(changed);
    }

    [Theory]
    [InlineData("Task.Delay(10, CancellationToken.None)", "Task.Delay(10, ct)")]
    [InlineData("Task.Delay(10, default)", "Task.Delay(10, ct)")]
    [InlineData("Help()", "Help(token: ct)")]
    [InlineData("Help(1)", "Help(1, ct)")]
    [InlineData("http.GetAsync(\"x\")", "http.GetAsync(\"x\", ct)")]
    public async Task Token_is_passed_where_it_belongs(string before, string after)
    {
        const string members = "public Task RunAsync(CancellationToken ct) => {0}; private static Task Help(int size = 1, CancellationToken token = default) => Task.Delay(size, token);";

        var changed = await CodeFixHarness.Fix(DiagnosticIds.CancellationNotForwarded, DriverSource.Members(members.Replace("{0}", before, StringComparison.Ordinal)));

        Assert.Equal(DriverSource.Members(members.Replace("{0}", after, StringComparison.Ordinal)), changed);
        await AnalyzerHarness.AssertClean(changed);
    }

    [Fact]
    public void Every_fix_is_tried_here()
    {
        string[] tried =
        [
            DiagnosticIds.CancellationNotForwarded, DiagnosticIds.CancellationConverted, DiagnosticIds.CapabilityNotDeclared, DiagnosticIds.OperationEffect,
            DiagnosticIds.ConfigureAwait, DiagnosticIds.RequestTypeNotSealed, DiagnosticIds.SecretSetting,
        ];

        Assert.Equal(tried, CodeFixHarness.Providers.SelectMany(provider => provider.FixableDiagnosticIds).Order(StringComparer.Ordinal));
    }
}

using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0115Tests
{
    [Fact]
    public Task Bad_example_of_the_page_is_reported() => AnalyzerHarness.AssertReports("IAD0115", DriverSource.Members(RulePage.Bad("IAD0115")));

    [Fact]
    public Task Good_example_of_the_page_is_clean() => AnalyzerHarness.AssertClean(DriverSource.Members(RulePage.Good("IAD0115")));

    [Theory]
    [InlineData("[DriverOperation(\"merge_tickets\", Effect = OperationEffect.Read)] public Task MergeAsync(CancellationToken ct) => Task.CompletedTask;")]
    public Task Bad_code_is_reported(string code) => AnalyzerHarness.AssertReports("IAD0115", DriverSource.Members(code));

    [Theory]
    [InlineData("[DriverOperation(\"count_tickets\")] public Task CountAsync(CancellationToken ct) => Task.CompletedTask;")]
    public Task Good_code_is_clean(string code) => AnalyzerHarness.AssertSilent("IAD0115", DriverSource.Members(code));
}

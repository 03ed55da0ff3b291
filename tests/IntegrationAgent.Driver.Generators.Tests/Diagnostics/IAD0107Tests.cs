using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0107Tests
{
    [Fact]
    public Task Bad_example_of_the_page_is_reported() => AnalyzerHarness.AssertReports("IAD0107", DriverSource.Members(RulePage.Bad("IAD0107")));

    [Fact]
    public Task Good_example_of_the_page_is_clean() => AnalyzerHarness.AssertClean(DriverSource.Members(RulePage.Good("IAD0107")));

    [Theory]
    [InlineData("public Guid Id() => Guid.NewGuid();")]
    [InlineData("public Random Source() => new();")]
    [InlineData("public Guid Id() => Guid.CreateVersion7();")]
    public Task Bad_code_is_reported(string code) => AnalyzerHarness.AssertReports("IAD0107", DriverSource.Members(code));

    [Theory]
    [InlineData("public Guid Id() => Guid.CreateVersion7(context.TimeProvider.GetUtcNow());")]
    [InlineData("public Random Source() => new(17);")]
    public Task Good_code_is_clean(string code) => AnalyzerHarness.AssertSilent("IAD0107", DriverSource.Members(code));
}

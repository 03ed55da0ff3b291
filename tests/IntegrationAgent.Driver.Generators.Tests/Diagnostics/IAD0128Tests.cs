using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0128Tests
{
    [Fact]
    public Task Bad_example_of_the_page_is_reported() => AnalyzerHarness.AssertReports("IAD0128", DriverSource.Members(RulePage.Bad("IAD0128")));

    [Fact]
    public Task Good_example_of_the_page_is_clean() => AnalyzerHarness.AssertClean(DriverSource.Members(RulePage.Good("IAD0128")));

    [Theory]
    [InlineData("public static int Count { get; set; }")]
    [InlineData("private static readonly SemaphoreSlim Gate = new(1); public SemaphoreSlim TheGate => Gate;")]
    public Task Bad_code_is_reported(string code) => AnalyzerHarness.AssertReports("IAD0128", DriverSource.Members(code));

    [Theory]
    [InlineData("private const int Size = 3; private static readonly string[] Names = [\"a\"]; public int Sum => Size + Names.Length;")]
    public Task Good_code_is_clean(string code) => AnalyzerHarness.AssertSilent("IAD0128", DriverSource.Members(code));
}

using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0100Tests
{
    [Fact]
    public Task Bad_example_of_the_page_is_reported() => AnalyzerHarness.AssertReports("IAD0100", DriverSource.Members(RulePage.Bad("IAD0100")));

    [Fact]
    public Task Good_example_of_the_page_is_clean() => AnalyzerHarness.AssertClean(DriverSource.Members(RulePage.Good("IAD0100")));

    [Theory]
    [InlineData("public Task WaitAsync(CancellationToken ct) => Task.Delay(10, CancellationToken.None);")]
    [InlineData("public Task WaitAsync(CancellationToken ct) => Run(() => Task.Delay(10, default)); private static Task Run(Func<Task> work) => work();")]
    [InlineData("public Task AskAsync(CancellationToken ct) => HelpAsync(\"x\"); private static Task HelpAsync(string text, CancellationToken token = default) => Task.Delay(1, token);")]
    public Task Bad_code_is_reported(string code) => AnalyzerHarness.AssertReports("IAD0100", DriverSource.Members(code));

    [Theory]
    [InlineData("public async Task RunAsync(CancellationToken ct) { try { await Task.Delay(1, ct).ConfigureAwait(false); } finally { await Task.Delay(1, CancellationToken.None).ConfigureAwait(false); } }")]
    [InlineData("public Task WaitAsync() => Task.Delay(10, CancellationToken.None);")]
    [InlineData("public Task WaitAsync(CancellationToken ct) => Run(static () => Task.Delay(10)); private static Task Run(Func<Task> work) => work();")]
    public Task Good_code_is_clean(string code) => AnalyzerHarness.AssertSilent("IAD0100", DriverSource.Members(code));
}

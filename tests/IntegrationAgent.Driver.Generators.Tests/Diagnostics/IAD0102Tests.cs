using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0102Tests
{
    [Fact]
    public Task Bad_example_of_the_page_is_reported() => AnalyzerHarness.AssertReports("IAD0102", DriverSource.Members(RulePage.Bad("IAD0102")));

    [Fact]
    public Task Good_example_of_the_page_is_clean() => AnalyzerHarness.AssertClean(DriverSource.Members(RulePage.Good("IAD0102")));

    [Theory]
    [InlineData("""
        public async Task PingAsync(CancellationToken cancellationToken)
        {
            try { await Task.Delay(1, cancellationToken).ConfigureAwait(false); }
            catch (OperationCanceledException e) { throw new DriverException(DriverErrorCode.Timeout, "No answer in time. Try again.", e); }
        }
        """)]
    public Task Bad_code_is_reported(string code) => AnalyzerHarness.AssertReports("IAD0102", DriverSource.Members(code));

    [Theory]
    [InlineData("""
        public async Task PingAsync(CancellationToken cancellationToken)
        {
            try { await Task.Delay(1, cancellationToken).ConfigureAwait(false); }
            catch (OperationCanceledException) { throw; }
            catch (Exception e) { throw new DriverException(DriverErrorCode.Timeout, "No answer in time. Try again.", e); }
        }
        """)]
    [InlineData("""
        public int Parse(string text, CancellationToken cancellationToken)
        {
            try { return int.Parse(text); }
            catch (Exception e) { throw new DriverException(DriverErrorCode.InvalidValue, "No number.", e); }
        }
        """)]
    public Task Good_code_is_clean(string code) => AnalyzerHarness.AssertSilent("IAD0102", DriverSource.Members(code));
}

using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0126Tests
{
    [Fact]
    public Task Bad_example_of_the_page_is_reported() => AnalyzerHarness.AssertReports("IAD0126", DriverSource.Members(RulePage.Bad("IAD0126")));

    [Fact]
    public Task Good_example_of_the_page_is_clean() => AnalyzerHarness.AssertClean(DriverSource.Members(RulePage.Good("IAD0126")));

    [Theory]
    [InlineData("""
        public async IAsyncEnumerable<RecordPage> QueryAsync(QueryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var page = await FetchAsync(1, cancellationToken).ConfigureAwait(false);
            var reason = Why(page.Next);
            yield return ToPage(page.Rows, reason);
        }

        private static StopReason? Why(string? next) => next is null ? StopReason.Exhausted : null;
        """)]
    public Task Good_code_is_clean(string code) => AnalyzerHarness.AssertSilent("IAD0126", DriverSource.Members(code));
}

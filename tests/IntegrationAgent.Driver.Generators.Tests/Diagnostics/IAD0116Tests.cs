using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0116Tests
{
    [Fact]
    public Task Bad_example_of_the_page_is_reported() => AnalyzerHarness.AssertReports("IAD0116", DriverSource.Members(RulePage.Bad("IAD0116")));

    [Fact]
    public Task Good_example_of_the_page_is_clean() => AnalyzerHarness.AssertClean(DriverSource.Members(RulePage.Good("IAD0116")));

    [Theory]
    [InlineData("""
        public async IAsyncEnumerable<RecordPage> QueryAsync(QueryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            using var response = await http.GetAsync("tickets", cancellationToken).ConfigureAwait(false);
            var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            yield return ToPage([text], StopReason.Exhausted);
        }
        """)]
    public Task Bad_code_is_reported(string code) => AnalyzerHarness.AssertReports("IAD0116", DriverSource.Members(code));
}

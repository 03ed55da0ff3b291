using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0117Tests
{
    [Fact]
    public Task Bad_example_of_the_page_is_reported() => AnalyzerHarness.AssertReports("IAD0117", DriverSource.Members(RulePage.Bad("IAD0117")));

    [Fact]
    public Task Good_example_of_the_page_is_clean() => AnalyzerHarness.AssertClean(DriverSource.Members(RulePage.Good("IAD0117")));

    [Theory]
    [InlineData("""
        public async IAsyncEnumerable<RecordPage> QueryAsync(QueryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            string? cursor = null;
            var seen = new HashSet<string?>();
            while (seen.Add(cursor))
            {
                var page = await FetchAsync(cursor, cancellationToken).ConfigureAwait(false);
                cursor = page.Next;
                yield return ToPage(page.Rows, cursor is null ? StopReason.Exhausted : null);
            }
        }
        """)]
    public Task Good_code_is_clean(string code) => AnalyzerHarness.AssertSilent("IAD0117", DriverSource.Members(code));
}

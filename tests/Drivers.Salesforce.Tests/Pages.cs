using IntegrationAgent.Driver;

namespace Drivers.Salesforce.Tests;

/// <summary>What a stream of pages held.</summary>
internal sealed class Pages
{
    public List<RecordValue[]> Rows { get; } = [];

    public List<int> Sizes { get; } = [];

    public StopReason? StopReason { get; private set; }

    public long? TotalCount { get; private set; }

    public List<string?> Cursors { get; } = [];

    public RecordSchema? Schema { get; private set; }

    public static async Task<Pages> ReadAsync(IAsyncEnumerable<RecordPage> stream)
    {
        var pages = new Pages();
        await foreach (var page in stream)
        {
            using (page)
            {
                Assert.Null(pages.StopReason);
                pages.Schema = page.Schema;
                pages.StopReason = page.StopReason;
                pages.TotalCount = page.TotalCount;
                pages.Sizes.Add(page.Count);
                pages.Cursors.Add(page.Cursor);
                foreach (var record in page)
                    pages.Rows.Add([.. Enumerable.Range(0, page.Schema.Fields.Count).Select(record.GetValue)]);
            }
        }

        Assert.NotNull(pages.StopReason);
        return pages;
    }

    public IEnumerable<string> Column(int field) => Rows.Select(row => row[field].ToInvariantString());
}

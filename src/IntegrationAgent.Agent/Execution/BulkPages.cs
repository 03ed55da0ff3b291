using System.Buffers;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;

namespace IntegrationAgent.Agent.Execution;

/// <summary>Pages that wait until they are enough for one job. Not thread-safe; disposing it frees what waits.</summary>
internal sealed class BulkPages : IDisposable
{
    private readonly List<WirePage> pages = [];

    /// <summary>Records that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that wait.</summary>
    public int Bytes { get; private set; }

    /// <summary>How many pages of the source are used up when these are written.</summary>
    public long SourcePages => pages.Count == 0 ? 0 : pages[^1].Position;

    /// <summary>True when a page would make more of it than one job takes, or its fields are others.</summary>
    public bool IsFullFor(WirePage page) => pages.Count > 0
        && (Count + page.Count > BulkChoice.Most || Bytes + page.Data.Length > BulkChoice.MostBytes || !Same(pages[0].Schema, page.Schema));

    /// <summary>Takes a page.</summary>
    public void Add(WirePage page)
    {
        pages.Add(page);
        Count += page.Count;
        Bytes += page.Data.Length;
    }

    /// <summary>Hands the pages over as they are; nothing waits afterwards.</summary>
    public IReadOnlyList<WirePage> TakeAll()
    {
        var all = pages.ToArray();
        Clear();
        return all;
    }

    /// <summary>Makes one page of all; nothing waits afterwards. Records are encoded row by row, so their bytes follow each other.</summary>
    public WirePage TakeAsOne()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(1, Bytes));
        var length = 0;
        foreach (var page in pages)
        {
            page.Data.Span.CopyTo(buffer.AsSpan(length));
            length += page.Data.Length;
        }

        using var one = RecordPage.FromEncoded(pages[0].Schema, Count, buffer.AsMemory(0, length), buffer, null, null, null);
        var merged = WirePage.FromRecords(one);
        Dispose();
        return merged;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var page in pages)
            page.Dispose();
        Clear();
    }

    private void Clear()
    {
        pages.Clear();
        Count = Bytes = 0;
    }

    private static bool Same(RecordSchema left, RecordSchema right) => ReferenceEquals(left, right)
        || (left.Fields.Count == right.Fields.Count && left.Fields.Zip(right.Fields).All(pair => pair.First.Name == pair.Second.Name && pair.First.Type == pair.Second.Type));
}

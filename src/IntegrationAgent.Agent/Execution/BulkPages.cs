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

    /// <summary>
    /// Makes one page of all, or of those up to the last one with which a page of the source is used up; the others go on waiting. Records are encoded row by
    /// row, so their bytes follow each other.
    /// </summary>
    /// <param name="before">How many pages of the source were used up before; null takes all that wait.</param>
    /// <param name="sourcePages">How many are used up when the page is written.</param>
    public WirePage TakeAsOne(long? before, out long sourcePages)
    {
        var last = pages[^1].Position;
        sourcePages = last;
        var taken = last > before ? pages.FindIndex(page => page.Position == last) + 1 : pages.Count;
        var parts = pages[..taken];
        pages.RemoveRange(0, taken);
        var (rows, bytes) = (parts.Sum(page => page.Count), parts.Sum(page => page.Data.Length));
        (Count, Bytes) = (Count - rows, Bytes - bytes);
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(1, bytes));
        var length = 0;
        foreach (var page in parts)
        {
            page.Data.Span.CopyTo(buffer.AsSpan(length));
            length += page.Data.Length;
        }

        using var one = RecordPage.FromEncoded(parts[0].Schema, rows, buffer.AsMemory(0, length), buffer, null, null, null);
        var merged = WirePage.FromRecords(one);
        foreach (var page in parts)
            page.Dispose();
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

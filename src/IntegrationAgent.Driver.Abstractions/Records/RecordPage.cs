using System.Buffers;

namespace IntegrationAgent.Driver;

/// <summary>
/// Some records of a stream over one schema, encoded as <see cref="RecordPageWriter"/> writes them. Reading is thread-safe after the first access;
/// the owner disposes it, and nothing read from it as bytes may be used afterwards.
/// </summary>
public sealed class RecordPage : IDisposable
{
    private readonly byte[]? rented;
    private readonly ReadOnlyMemory<byte> data;
    private int[]? index;
    private bool disposed;

    internal RecordPage(RecordSchema schema, int count, byte[] rented, int length)
    {
        Schema = schema;
        Count = count;
        this.rented = rented;
        data = rented.AsMemory(0, length);
    }

    private RecordPage(RecordSchema schema, int count, ReadOnlyMemory<byte> data, byte[]? rented)
    {
        Schema = schema;
        Count = count;
        this.data = data;
        this.rented = rented;
    }

    /// <summary>The columns.</summary>
    public RecordSchema Schema { get; }

    /// <summary>How many records; 0 is allowed, for example on a last page.</summary>
    public int Count { get; }

    /// <summary>The encoded records.</summary>
    public ReadOnlyMemory<byte> Data => disposed ? throw new ObjectDisposedException(nameof(RecordPage)) : data;

    /// <summary>Why the stream ends with this page; null where it goes on.</summary>
    public StopReason? StopReason { get; init; }

    /// <summary>How many records the system says there are in all; null where it does not say.</summary>
    public long? TotalCount { get; init; }

    /// <summary>Continues after this page, also over another connection; null where the driver cannot.</summary>
    public string? Cursor { get; init; }

    /// <summary>The record at that position.</summary>
    public Record this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(row);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
            return new Record(this, row);
        }
    }

    /// <summary>Wraps encoded records. They are checked when they are first read.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="count">How many records there are.</param>
    /// <param name="data">The encoded records. The page keeps them; with <paramref name="returnToPool"/> it gives the array back on disposal.</param>
    /// <param name="returnToPool">The array from <see cref="ArrayPool{T}.Shared"/> that holds the data; null where the caller owns it.</param>
    /// <param name="stopReason">Why the stream ends with this page; null where it goes on.</param>
    /// <param name="cursor">Continues after this page.</param>
    /// <param name="totalCount">How many records there are in all, where the system says it.</param>
    public static RecordPage FromEncoded(RecordSchema schema, int count, ReadOnlyMemory<byte> data, byte[]? returnToPool = null, StopReason? stopReason = null, string? cursor = null, long? totalCount = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new RecordPage(schema, count, data, returnToPool) { StopReason = stopReason, Cursor = cursor, TotalCount = totalCount };
    }

    /// <summary>A page without records.</summary>
    public static RecordPage Empty(RecordSchema schema, StopReason? stopReason = null, string? cursor = null, long? totalCount = null) =>
        new(schema, 0, ReadOnlyMemory<byte>.Empty, null) { StopReason = stopReason, Cursor = cursor, TotalCount = totalCount };

    /// <summary>Goes through the records in order.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <inheritdoc />
    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        if (index is not null)
            ArrayPool<int>.Shared.Return(index);
        index = null;
    }

    /// <summary>The value's offset in <see cref="Data"/>, or -1 for null and -2 for absent.</summary>
    internal int OffsetOf(int row, int field)
    {
        var fields = Schema.Types.Length;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)field, (uint)fields, nameof(field));
        return (index ?? BuildIndex())[(row * fields) + field];
    }

    private int[] BuildIndex()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var built = ArrayPool<int>.Shared.Rent(Math.Max(1, checked(Count * Schema.Fields.Count)));
        try
        {
            RecordEncoding.Index(Schema, Count, data.Span, built);
        }
        catch
        {
            ArrayPool<int>.Shared.Return(built);
            throw;
        }

        if (Interlocked.CompareExchange(ref index, built, null) is { } other)
        {
            ArrayPool<int>.Shared.Return(built);
            return other;
        }

        return built;
    }

    /// <summary>Goes through the records of a page.</summary>
    public struct Enumerator
    {
        private readonly RecordPage page;
        private int row;

        internal Enumerator(RecordPage page)
        {
            this.page = page;
            row = -1;
        }

        /// <summary>The current record.</summary>
        public readonly Record Current => new(page, row);

        /// <summary>Goes on to the next record.</summary>
        public bool MoveNext() => ++row < page.Count;
    }
}

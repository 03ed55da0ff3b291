using System.Buffers;
using System.Buffers.Binary;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Postgres.Query;

/// <summary>Goes through the rows of a <c>COPY … TO STDOUT (FORMAT binary)</c>. The row's bytes are valid until the next one is asked for.</summary>
internal sealed class CopyReader : IDisposable
{
    private const int SignatureBytes = 11, HeaderBytes = SignatureBytes + 8, FirstBuffer = 128 * 1024, MaxRowBytes = 1 << 30;
    private readonly Stream stream;
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int start;
    private int end;
    private int rowStart;
    private int rowLength;
    private bool begun;

    public CopyReader(Stream stream) => this.stream = stream;

    /// <summary>The current row: for each field its length (4 bytes, -1 for a missing value) and its bytes.</summary>
    public ReadOnlySpan<byte> Row => buffer.AsSpan(rowStart, rowLength);

    /// <summary>Whether the last row was seen: nothing more is to come.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>Whether the next row lies in memory already.</summary>
    public bool TryNext(int fields, out bool atEnd)
    {
        atEnd = false;
        var available = buffer.AsSpan(start, end - start);
        if (!begun)
        {
            if (available.Length < HeaderBytes)
                return false;
            var extension = BinaryPrimitives.ReadInt32BigEndian(available[(SignatureBytes + 4)..]);
            if (available.Length < HeaderBytes + extension)
                return false;
            start += HeaderBytes + extension;
            begun = true;
            available = buffer.AsSpan(start, end - start);
        }

        if (available.Length < 2)
            return false;
        var count = BinaryPrimitives.ReadInt16BigEndian(available);
        if (count == -1)
        {
            AtEnd = atEnd = true;
            return true;
        }

        if (count != fields)
            throw new DriverException(DriverErrorCode.SchemaChanged, "The result has another number of columns than was asked for. Read it again.") { Retry = RetryAdvice.Now };
        var position = 2;
        for (var i = 0; i < count; i++)
        {
            if (available.Length - position < 4)
                return false;
            var length = BinaryPrimitives.ReadInt32BigEndian(available[position..]);
            position += 4;
            if (length <= 0)
                continue;
            if (available.Length - position < length)
                return false;
            position += length;
        }

        rowStart = start + 2;
        rowLength = position - 2;
        start += position;
        return true;
    }

    /// <summary>Reads more bytes; the current row is no longer valid.</summary>
    /// <exception cref="DriverException"><see cref="DriverErrorCode.IncompleteResult"/>: the stream ended before its last row.</exception>
    public async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        var read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken).ConfigureAwait(false);
        if (read == 0)
            throw new DriverException(DriverErrorCode.IncompleteResult, "The result ended in the middle. Read it again.") { Retry = RetryAdvice.After };
        end += read;
    }

    public void Dispose()
    {
        var mine = Interlocked.Exchange(ref buffer, []);
        if (mine.Length > 0)
            ArrayPool<byte>.Shared.Return(mine);
    }

    private void MakeRoom()
    {
        if (start == end)
            start = end = 0;
        if (end < buffer.Length)
            return;
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
            return;
        }

        if (buffer.Length >= MaxRowBytes)
            throw new DriverException(DriverErrorCode.InvalidValue, "A row is larger than 1 GiB. Read fewer fields.") { Retry = RetryAdvice.AfterUserAction };
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(start, end - start).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}

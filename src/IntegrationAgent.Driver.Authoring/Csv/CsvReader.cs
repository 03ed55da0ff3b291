using System.Buffers;

namespace IntegrationAgent.Driver.Authoring;

/// <summary>
/// Reads rows of RFC 4180 from a stream: quotes, doubled quotes, line ends inside of quotes, LF or CRLF. Holds one pooled buffer, as large as the longest row
/// needs. Not thread-safe.
/// </summary>
public sealed class CsvReader : IDisposable
{
    private const int InitialBuffer = 128 * 1024;
    private const int LargestBuffer = 256 * 1024 * 1024;
    private static readonly SearchValues<byte> Ends = SearchValues.Create(",\n"u8);
    private readonly Stream stream;
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(InitialBuffer);
    private byte[] scratch = [];
    private Field[] fields = new Field[16];
    private int position;
    private int length;
    private bool ended;
    private bool disposed;

    /// <summary>Begins before the first row. The caller keeps the stream.</summary>
    public CsvReader(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        this.stream = stream;
    }

    /// <summary>How many fields the current row has.</summary>
    public int FieldCount { get; private set; }

    /// <summary>Goes on to the next row; false at the end.</summary>
    /// <exception cref="DriverException"><see cref="DriverErrorCode.IncompleteResult"/> when the text ends inside of quotes, or a row is too large.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        while (!TryRead())
        {
            if (ended)
                return position < length ? throw Incomplete("The text ends inside of a row.") : false;
            await FillAsync(cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>Goes on to the next row where it is in the buffer already. False says nothing about the end.</summary>
    public bool TryRead()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var bytes = buffer.AsSpan(0, length);
        var at = position;
        if (at >= length)
            return false;
        var count = 0;
        while (true)
        {
            if (count == fields.Length)
                Array.Resize(ref fields, count * 2);
            if (!TryField(bytes, ref at, out fields[count], out var isLast))
                return false;
            count++;
            if (!isLast)
                continue;
            FieldCount = count;
            position = at;
            return true;
        }
    }

    /// <summary>The bytes of a field of the current row, without quotes; valid until the next call.</summary>
    public ReadOnlySpan<byte> GetField(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, FieldCount);
        var field = fields[index];
        var raw = buffer.AsSpan(field.Start, field.Length);
        return field.Escaped ? Unescape(raw) : raw;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static DriverException Incomplete(string what) => new(DriverErrorCode.IncompleteResult, $"{what} The result is not complete; read it again.") { Retry = RetryAdvice.After };

    /// <summary>Reads a field that begins at <paramref name="at"/>; false where the bytes end before it does.</summary>
    private bool TryField(ReadOnlySpan<byte> bytes, ref int at, out Field field, out bool isLast)
    {
        field = default;
        isLast = false;
        if (at < bytes.Length && bytes[at] == '"')
            return TryQuoted(bytes, ref at, out field, out isLast);
        var rest = bytes[at..];
        var end = rest.IndexOfAny(Ends);
        if (end < 0)
        {
            if (!ended)
                return false;
            end = rest.Length;
        }

        field = new Field { Start = at, Length = end };
        at += end;
        isLast = at >= bytes.Length || bytes[at] == '\n';
        if (isLast && field.Length > 0 && rest[field.Length - 1] == '\r')
            field.Length--;
        at = Math.Min(at + 1, bytes.Length);
        return true;
    }

    private bool TryQuoted(ReadOnlySpan<byte> bytes, ref int at, out Field field, out bool isLast)
    {
        field = new Field { Start = at + 1 };
        isLast = false;
        var scan = at + 1;
        while (true)
        {
            var quote = bytes[scan..].IndexOf((byte)'"');
            if (quote < 0)
                return false;
            scan += quote;
            if (scan + 1 >= bytes.Length && !ended)
                return false;
            if (scan + 1 >= bytes.Length || bytes[scan + 1] != '"')
                break;
            field.Escaped = true;
            scan += 2;
        }

        field.Length = scan - field.Start;
        scan++;
        if (scan < bytes.Length && bytes[scan] == '\r')
        {
            scan++;
            if (scan >= bytes.Length && !ended)
                return false;
        }

        if (scan < bytes.Length && bytes[scan] is not ((byte)',' or (byte)'\n'))
            throw Incomplete("A quote is not where it belongs.");
        isLast = scan >= bytes.Length || bytes[scan] == '\n';
        at = Math.Min(scan + 1, bytes.Length);
        return true;
    }

    private ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> raw)
    {
        if (scratch.Length < raw.Length)
            scratch = new byte[Math.Max(256, raw.Length * 2)];
        var written = 0;
        while (true)
        {
            var quote = raw.IndexOf((byte)'"');
            if (quote < 0)
            {
                raw.CopyTo(scratch.AsSpan(written));
                return scratch.AsSpan(0, written + raw.Length);
            }

            raw[..(quote + 1)].CopyTo(scratch.AsSpan(written));
            written += quote + 1;
            raw = raw[Math.Min(quote + 2, raw.Length)..];
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (position > 0)
        {
            buffer.AsSpan(position, length - position).CopyTo(buffer);
            length -= position;
            position = 0;
        }
        else if (length == buffer.Length)
        {
            if (buffer.Length >= LargestBuffer)
                throw Incomplete("One row is larger than 256 MiB.");
            var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
            buffer.AsSpan(0, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        while (length < buffer.Length)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                ended = true;
                return;
            }

            length += read;
        }
    }

    private struct Field
    {
        internal int Start;
        internal int Length;
        internal bool Escaped;
    }
}

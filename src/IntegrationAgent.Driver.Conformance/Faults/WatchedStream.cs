using IntegrationAgent.Driver.Conformance.Clock;

namespace IntegrationAgent.Driver.Conformance.Faults;

/// <summary>Counts what is read of a body, keeps its beginning, and lets the clock stand still while a read is under way.</summary>
internal sealed class WatchedStream(Stream inner, HttpCall call, VirtualClock clock, int keep) : Stream
{
    private readonly MemoryStream kept = new();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using (clock.Work())
        {
            var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            Note(buffer.Span[..read]);
            return read;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        using (clock.Work())
        {
            var read = inner.Read(buffer, offset, count);
            Note(buffer.AsSpan(offset, read));
            return read;
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            Keep();
            kept.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Note(ReadOnlySpan<byte> read)
    {
        call.BytesRead += read.Length;
        if (kept.CanWrite && kept.Length < keep)
            kept.Write(read[..Math.Min(read.Length, keep - (int)kept.Length)]);
        if (read.IsEmpty)
            Keep();
    }

    private void Keep()
    {
        if (kept.CanRead && call.ResponseBody.Length < kept.Length)
            call.ResponseBody = kept.ToArray();
    }
}

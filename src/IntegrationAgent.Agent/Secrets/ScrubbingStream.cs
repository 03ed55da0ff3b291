using System.Text;

namespace IntegrationAgent.Agent.Secrets;

/// <summary>Passes bytes on without secrets. Write only; disposing flushes and leaves the inner stream open.</summary>
internal sealed class ScrubbingStream(SecretScrubber scrubber, Stream inner) : Stream
{
    private readonly Lock gate = new();
    private readonly ScrubbingBuffer buffer = new(scrubber, bytes: true);
    private bool disposed;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => !disposed;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            this.buffer.Append(Encoding.Latin1.GetString(buffer));
            inner.Write(Encoding.Latin1.GetBytes(this.buffer.Take(last: false)));
        }
    }

    public override void Flush()
    {
        lock (gate)
            inner.Flush();
    }

    protected override void Dispose(bool disposing)
    {
        lock (gate)
        {
            if (disposing && !disposed)
            {
                disposed = true;
                inner.Write(Encoding.Latin1.GetBytes(buffer.Take(last: true)));
                inner.Flush();
            }
        }

        base.Dispose(disposing);
    }
}

using System.Text;

namespace IntegrationAgent.Agent.Secrets;

/// <summary>Passes text on without secrets. Thread-safe, like a console writer.</summary>
internal sealed class ScrubbingTextWriter(SecretScrubber scrubber, TextWriter inner) : TextWriter
{
    private readonly Lock gate = new();
    private readonly ScrubbingBuffer buffer = new(scrubber, bytes: false);
    private bool disposed;

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            this.buffer.Append(buffer);
            // Character by character the search would be quadratic; whole lines are what sinks are for.
            if (buffer.Length > 1 || buffer[0] == '\n')
                inner.Write(this.buffer.Take(last: false));
        }
    }

    public override void Flush()
    {
        lock (gate)
        {
            inner.Write(buffer.Take(last: false));
            inner.Flush();
        }
    }

    protected override void Dispose(bool disposing)
    {
        lock (gate)
        {
            if (disposing && !disposed)
            {
                disposed = true;
                inner.Write(buffer.Take(last: true));
                inner.Flush();
            }
        }

        base.Dispose(disposing);
    }
}

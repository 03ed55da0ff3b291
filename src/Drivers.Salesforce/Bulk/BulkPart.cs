using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>
/// The text of one job, held (compressed where that is wanted) until it has arrived, so that a broken upload can be repeated. Its memory is not pooled: an answer
/// that comes before the body is sent leaves the rest of it to be sent behind our back. Not thread-safe.
/// </summary>
internal sealed class BulkPart : IDisposable
{
    private readonly bool compressed;
    private SegmentStream segments = new();
    private Stream target;

    internal BulkPart(bool compressed)
    {
        this.compressed = compressed;
        target = Target();
    }

    /// <summary>How many bytes of text there are.</summary>
    internal long Length { get; private set; }

    public void Dispose()
    {
        target.Dispose();
        segments.Dispose();
    }

    internal void Write(ReadOnlySpan<byte> text)
    {
        target.Write(text);
        Length += text.Length;
    }

    /// <summary>The text is complete.</summary>
    internal void Close()
    {
        if (compressed)
            target.Dispose();
    }

    /// <summary>Begins the next part.</summary>
    internal void Reset()
    {
        target.Dispose();
        segments = new SegmentStream();
        Length = 0;
        target = Target();
    }

    /// <summary>A body that sends the part; can be made again for another attempt.</summary>
    internal HttpContent ToContent()
    {
        var content = new SegmentContent(segments);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv") { CharSet = "utf-8" };
        if (compressed)
            content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    private Stream Target() => compressed ? new GZipStream(segments, CompressionLevel.Fastest, leaveOpen: true) : segments;

    private sealed class SegmentContent(SegmentStream segments) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => segments.CopyAsync(stream, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => segments.CopyAsync(stream, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = segments.Position;
            return true;
        }
    }

    /// <summary>Pieces that are small enough to be collected with what is young.</summary>
    private sealed class SegmentStream : Stream
    {
        private const int Size = 64 * 1024;
        private readonly List<byte[]> pieces = [];
        private long length;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => length;

        public override long Position
        {
            get => length;
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            while (buffer.Length > 0)
            {
                var at = (int)(length % Size);
                if (at == 0)
                    pieces.Add(new byte[Size]);
                var count = Math.Min(buffer.Length, Size - at);
                buffer[..count].CopyTo(pieces[^1].AsSpan(at));
                buffer = buffer[count..];
                length += count;
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        internal async Task CopyAsync(Stream stream, CancellationToken cancellationToken)
        {
            var left = length;
            foreach (var piece in pieces)
            {
                var count = (int)Math.Min(left, Size);
                await stream.WriteAsync(piece.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                left -= count;
            }
        }
    }
}

using System.Buffers;
using System.Text;

namespace IntegrationAgent.Agent.Sandboxing;

/// <summary>Reads standard error to its end so that the process never blocks on it, and keeps the first part.</summary>
internal sealed class ErrorOutput(Stream stream, long limit, Action exceeded)
{
    private readonly ArrayBufferWriter<byte> _kept = new();
    private readonly Lock _gate = new();

    public string Text
    {
        get
        {
            lock (_gate)
                return Encoding.UTF8.GetString(_kept.WrittenSpan);
        }
    }

    public async Task DrainAsync()
    {
        var buffer = new byte[8192];
        var total = 0L;
        while (true)
        {
            int read;
            try
            {
                read = await stream.ReadAsync(buffer).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
            {
                return;
            }

            if (read == 0)
                return;
            lock (_gate)
                _kept.Write(buffer.AsSpan(0, (int)Math.Clamp(limit - _kept.WrittenCount, 0, read)));
            var before = total;
            total += read;
            if (before <= limit && total > limit)
                exceeded();
        }
    }
}

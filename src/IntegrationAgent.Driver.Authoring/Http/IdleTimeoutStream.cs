namespace IntegrationAgent.Driver.Authoring;

/// <summary>Fails a read that gets nothing for too long, so that a connection that died silently is not waited for.</summary>
internal sealed class IdleTimeoutStream(Stream inner, TimeSpan idleTimeout, TimeProvider timeProvider) : Stream
{
    private CancellationTokenSource? timer;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var pending = inner.ReadAsync(buffer, cancellationToken);
        return pending.IsCompletedSuccessfully ? pending : SlowReadAsync(pending, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        timer?.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask<int> SlowReadAsync(ValueTask<int> pending, CancellationToken cancellationToken)
    {
        // One timer for the whole stream: a reset is cheaper than a timer for each read.
        if (timer is null || !timer.TryReset())
        {
            timer?.Dispose();
            timer = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        }

        timer.CancelAfter(idleTimeout);
        var disposal = timer.Token.UnsafeRegister(static state => ((Stream)state!).Dispose(), inner);
        await using (disposal.ConfigureAwait(false))
        {
            try
            {
                return await pending.ConfigureAwait(false);
            }
            catch (Exception exception) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException("The body sent nothing for too long.", exception);
            }
            finally
            {
                timer.CancelAfter(Timeout.InfiniteTimeSpan);
            }
        }
    }
}

namespace IntegrationAgent.Agent.Packages;

/// <summary>A new file that refuses to grow over a limit.</summary>
internal sealed class CappedFileStream(string path, long limit) : FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 81920, useAsync: false)
{
    public override void Write(byte[] buffer, int offset, int count)
    {
        Reserve(count);
        base.Write(buffer, offset, count);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Reserve(buffer.Length);
        base.Write(buffer);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Reserve(count);
        return base.WriteAsync(buffer, offset, count, cancellationToken);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Reserve(buffer.Length);
        return base.WriteAsync(buffer, cancellationToken);
    }

    private void Reserve(int count)
    {
        if (Position + count > limit)
            throw PackageErrors.Entry("E-PKG-BOMB", Path.GetFileName(Name), $"it is larger than {limit / (1024 * 1024)} MB");
    }
}

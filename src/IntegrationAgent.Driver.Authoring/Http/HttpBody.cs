namespace IntegrationAgent.Driver.Authoring;

/// <summary>An answer whose body is read as it comes. Dispose it when enough has been read.</summary>
public sealed class HttpBody : IAsyncDisposable
{
    private readonly Stream inner;

    internal HttpBody(HttpResponseMessage response, Stream inner, Stream guarded)
    {
        Response = response;
        this.inner = inner;
        Stream = guarded;
    }

    /// <summary>Status and headers.</summary>
    public HttpResponseMessage Response { get; }

    /// <summary>The body. A read that gets nothing for the pipeline's idle time throws <see cref="TimeoutException"/>.</summary>
    public Stream Stream { get; }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync().ConfigureAwait(false);
        await inner.DisposeAsync().ConfigureAwait(false);
        Response.Dispose();
    }
}

using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>A request's body in a borrowed buffer. Nothing may keep the memory beyond the request: a body of 200 records as an array of its own would make the collector walk the whole org every few requests.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int Smallest = 16 * 1024;
    private const int LargestFirst = 1024 * 1024; // the length that a caller announces is only a word

    private byte[] _buffer = [];
    private int _length;

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    public async Task ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is 0 || (request.ContentLength is null && request.Headers.TransferEncoding.Count == 0)) return;
        _buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp((request.ContentLength ?? 0) + 1, Smallest, LargestFirst));
        int read;
        while ((read = await request.Body.ReadAsync(_buffer.AsMemory(_length), cancellationToken).ConfigureAwait(false)) > 0)
        {
            _length += read;
            if (_length == _buffer.Length) Grow();
        }
    }

    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _length) = ([], 0);
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        Memory.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}

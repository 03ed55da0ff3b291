using System.IO.Pipes;
using System.Text.Json;
using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Sandboxing;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Benchmarks;

/// <summary>A connection whose far end, over real pipes, sends the same page so many times.</summary>
internal sealed class NoopEnds : IDriverConnection
{
    private readonly WireConnection near;
    private readonly WireConnection far;

    public NoopEnds(int pages)
    {
        var down = new AnonymousPipeServerStream(PipeDirection.Out);
        var up = new AnonymousPipeServerStream(PipeDirection.Out);
        far = new WireConnection(new AnonymousPipeClientStream(PipeDirection.In, up.ClientSafePipeHandle), down, isParent: false, new Far(pages));
        near = new WireConnection(new AnonymousPipeClientStream(PipeDirection.In, down.ClientSafePipeHandle), up, isParent: true, new Nobody());
        far.Start();
        near.Start();
    }

    public string Name => "noop";

    public string DriverId => "noop";

    public ConnectionCheck Identity { get; } = new() { System = "noop", ApiVersion = "1", Identity = "nobody" };

    public IReadOnlyList<string> Capabilities => [];

    public IsolationLevel Isolation => IsolationLevel.Unisolated;

    public WireExchange OpenQuery(QueryRequest request) => near.Open(DriverMethods.Query, request, WireJson.Default.QueryRequest);

    public Task<ObjectSchema> GetFieldsAsync(GetFieldsRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ConnectionCheck> CheckAsync(CancellationToken cancellationToken) => Task.FromResult(Identity);

    public Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(ListObjectsRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(GetRelationshipsRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<RecordPage> QueryAsync(QueryRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<RecordPage> QueryNativeAsync(NativeQueryRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<ChangePage> GetChangesAsync(ChangesRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public WireExchange OpenNativeQuery(NativeQueryRequest request) => throw new NotSupportedException();

    public WireExchange OpenWrite(WriteBody body) => throw new NotSupportedException();

    public Task<WriteResponse> WriteAsync(WriteRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ProbeResponse> ProbeAsync(ProbeRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<EnsureObjectResponse> EnsureObjectAsync(EnsureObjectRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<RateLimitStatus> GetRateLimitAsync(CancellationToken cancellationToken) => Task.FromResult(new RateLimitStatus());

    public Task<JsonElement> InvokeOperationAsync(string operation, JsonElement arguments, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Exception> ExplainAsync(Exception exception) => Task.FromResult(exception);

    public async ValueTask DisposeAsync()
    {
        await near.DisposeAsync();
        await far.DisposeAsync();
    }

    private sealed class Far(int pages) : IWireHandler
    {
        public async Task HandleAsync(WireExchange exchange, CancellationToken cancellationToken)
        {
            using var page = WireBenchmark.MakePage(exchange.ReadBody(WireJson.Default.QueryRequest).Fields);
            for (var i = 0; i < pages; i++)
            {
                using var copy = RecordPage.FromEncoded(page.Schema, page.Count, page.Data, null, i == pages - 1 ? StopReason.Exhausted : null);
                await exchange.SendPageAsync(copy, i, cancellationToken);
            }

            exchange.EndPages();
            exchange.Reply(new StreamReply { Pages = pages }, WireJson.Default.StreamReply);
        }
    }

    private sealed class Nobody : IWireHandler
    {
        public Task HandleAsync(WireExchange exchange, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}

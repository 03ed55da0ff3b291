using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Scripting.Backends;

/// <summary>Asks the agent at the other end of the wire.</summary>
internal sealed class FrameBackend : IScriptBackend, IAsyncDisposable
{
    private const int MaxQueuedLines = 1_000;
    private readonly WireConnection connection;
    private readonly Channel<LogBody> log = Channel.CreateBounded<LogBody>(new BoundedChannelOptions(MaxQueuedLines) { SingleReader = true, FullMode = BoundedChannelFullMode.DropNewest });
    private readonly Task logging;

    public FrameBackend(WireConnection connection, RunBody run)
    {
        this.connection = connection;
        Now = run.Now;
        Seed = run.Seed;
        Parameters = run.Parameters;
        logging = SendLogAsync();
    }

    public DateTimeOffset Now { get; }

    public int Seed { get; }

    public IReadOnlyDictionary<string, string> Parameters { get; }

    public IAsyncEnumerable<RecordPage> QueryAsync(ScriptQueryBody query, CancellationToken cancellationToken) =>
        ReadAsync(ScriptMethods.Query, query, WireJson.Default.ScriptQueryBody, cancellationToken);

    public IAsyncEnumerable<RecordPage> QueryNativeAsync(ScriptNativeQueryBody query, CancellationToken cancellationToken) =>
        ReadAsync(ScriptMethods.QueryNative, query, WireJson.Default.ScriptNativeQueryBody, cancellationToken);

    public ValueTask<IScriptWrite> OpenWriteAsync(ScriptWriteBody write, RecordSchema schema, CancellationToken cancellationToken)
    {
        var exchange = connection.Open(ScriptMethods.Write, write, WireJson.Default.ScriptWriteBody);
        exchange.SendSchema(schema);
        return ValueTask.FromResult<IScriptWrite>(new FrameWrite(exchange));
    }

    public Task<EnsureObjectResponse> EnsureObjectAsync(ScriptEnsureBody ensure, CancellationToken cancellationToken) =>
        connection.CallAsync(ScriptMethods.EnsureObject, ensure, WireJson.Default.ScriptEnsureBody, WireJson.Default.EnsureObjectResponse, cancellationToken);

    public Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(ScriptObjectBody body, CancellationToken cancellationToken) =>
        connection.CallAsync(ScriptMethods.ListObjects, body, WireJson.Default.ScriptObjectBody, WireJson.Default.IReadOnlyListObjectSummary, cancellationToken);

    public Task<ObjectSchema> GetFieldsAsync(ScriptObjectBody body, CancellationToken cancellationToken) =>
        connection.CallAsync(ScriptMethods.GetFields, body, WireJson.Default.ScriptObjectBody, WireJson.Default.ObjectSchema, cancellationToken);

    public Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(ScriptObjectBody body, CancellationToken cancellationToken) =>
        connection.CallAsync(ScriptMethods.GetRelationships, body, WireJson.Default.ScriptObjectBody, WireJson.Default.IReadOnlyListRelationship, cancellationToken);

    public async Task<JsonElement> InvokeAsync(ScriptOperationBody body, CancellationToken cancellationToken) =>
        (await connection.CallAsync(ScriptMethods.Operation, body, WireJson.Default.ScriptOperationBody, WireJson.Default.OperationReply, cancellationToken).ConfigureAwait(false)).Result;

    public void Log(LogBody line) => log.Writer.TryWrite(line);

    /// <summary>Waits until the log has been sent.</summary>
    public async ValueTask DisposeAsync()
    {
        log.Writer.TryComplete();
        await logging.ConfigureAwait(false);
    }

    private async IAsyncEnumerable<RecordPage> ReadAsync<T>(string method, T body, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var exchange = connection.Open(method, body, type);
        await foreach (var page in exchange.ReadPagesAsync(cancellationToken).ConfigureAwait(false))
            yield return page.ToRecordPage();

        // The end of the pages is only the end of the data when the agent says so.
        await exchange.GetReplyAsync(WireJson.Default.StreamReply, cancellationToken).ConfigureAwait(false);
    }

    private async Task SendLogAsync()
    {
        try
        {
            await foreach (var line in log.Reader.ReadAllAsync().ConfigureAwait(false))
                await connection.CallAsync(ScriptMethods.Log, line, WireJson.Default.LogBody, WireJson.Default.Nothing, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WireException or WireFaultException or DriverException or OperationCanceledException)
        {
            // A log that nobody takes does not end a run.
            log.Writer.TryComplete();
        }
    }
}

using IntegrationAgent.Driver;
using IntegrationAgent.DriverHost.Context;
using IntegrationAgent.DriverHost.Loading;
using IntegrationAgent.DriverHost.Network;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.DriverHost;

/// <summary>One connection: its driver, its client, and the answers to the agent's calls.</summary>
internal sealed partial class DriverSession : IWireHandler, IAsyncDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(4);
    private WireConnection? connection;
    private DriverLoader? loader;
    private ReverseCalls? reverse;
    private WireLog? log;
    private IDriverClient? client;
    private int connecting;

    /// <summary>The wire that the driver's credentials, tokens and log go over. Before the first call.</summary>
    public void Attach(WireConnection wire) => connection = wire;

    public async Task HandleAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        try
        {
            await DispatchAsync(exchange, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (WireException or DriverException))
        {
            throw Explain(exception, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (client is not null)
        {
            try
            {
                await client.DisposeAsync().AsTask().WaitAsync(CloseTimeout).ConfigureAwait(false);
            }
            catch (Exception)
            {
                // The process ends anyway, and there is nobody to tell.
            }
        }

        if (log is not null)
            await log.DisposeAsync().ConfigureAwait(false);
        reverse?.Dispose();
    }

    private Task DispatchAsync(WireExchange exchange, CancellationToken cancellationToken) => exchange.Method switch
    {
        DriverMethods.Connect => ConnectAsync(exchange, cancellationToken),
        DriverMethods.Check => CheckAsync(exchange, cancellationToken),
        DriverMethods.ListObjects => ListObjectsAsync(exchange, cancellationToken),
        DriverMethods.GetFields => GetFieldsAsync(exchange, cancellationToken),
        DriverMethods.GetRelationships => GetRelationshipsAsync(exchange, cancellationToken),
        DriverMethods.Query => QueryAsync(exchange, cancellationToken),
        DriverMethods.QueryNative => QueryNativeAsync(exchange, cancellationToken),
        DriverMethods.Changes => ChangesAsync(exchange, cancellationToken),
        DriverMethods.Write => WriteAsync(exchange, cancellationToken),
        DriverMethods.Probe => ProbeAsync(exchange, cancellationToken),
        DriverMethods.BulkStart => BulkStartAsync(exchange, cancellationToken),
        DriverMethods.BulkUpload => BulkUploadAsync(exchange, cancellationToken),
        DriverMethods.BulkResults => BulkResultsAsync(exchange, cancellationToken),
        DriverMethods.EnsureObject => EnsureObjectAsync(exchange, cancellationToken),
        DriverMethods.RateLimit => RateLimitAsync(exchange, cancellationToken),
        DriverMethods.Operation => OperationAsync(exchange, cancellationToken),
        _ => throw HostFaults.Sequence("A driver host has no such call."),
    };

    private Exception Explain(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        // What the runtime made of a file that was not what it should be.
        _ when loader?.Violation is { } violation => violation,
        OperationCanceledException when !cancellationToken.IsCancellationRequested =>
            new DriverException(DriverErrorCode.Timeout, "The system did not answer in time.") { Retry = RetryAdvice.After },
        ArgumentException argument =>
            new DriverException(DriverErrorCode.InvalidValue, $"The driver refused the argument '{argument.ParamName}'.") { Target = argument.ParamName },
        _ => exception,
    };

    private async Task ConnectAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref connecting, 1) != 0 || connection is null)
            throw HostFaults.Sequence("A driver host opens one connection.");
        var body = exchange.ReadBody(WireJson.Default.ConnectBody);
        loader = new DriverLoader(body);
        reverse = new ReverseCalls(connection, TimeProvider.System);
        log = new WireLog(connection);
        var hosts = new AllowedHosts(body.Hosts);
        var context = new DriverContext
        {
            Credentials = reverse,
            Tokens = reverse,
            Random = new Random(body.Seed),
            CreateHttpHandler = () => GuardedHandler.Create(hosts),
            Log = log,
        };
        var driver = loader.Create();
        var opened = await driver.ConnectAsync(new ConnectionSettings(body.Settings), context, cancellationToken).ConfigureAwait(false);
        try
        {
            var check = await opened.CheckAsync(cancellationToken).ConfigureAwait(false);
            client = opened;
            exchange.Reply(new ConnectReply { Check = check, Capabilities = [.. Capabilities(opened)] }, WireJson.Default.ConnectReply);
        }
        catch when (client is null)
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private IDriverClient Client => client ?? throw HostFaults.Sequence("The connection is not open.");

    private T Able<T>(string ability)
        where T : class => Client as T ?? throw HostFaults.Unsupported(ability);

    /// <summary>The manifest's words for the abilities that the client really has.</summary>
    private static IEnumerable<string> Capabilities(IDriverClient client)
    {
        yield return "query";
        if (client is IRecordWriter)
            yield return "write";
        if (client is IBulkWriter)
            yield return "bulk_write";
        if (client is IWriteProbe)
            yield return "write_probe";
        if (client is ISchemaEditor)
            yield return "schema_edit";
        if (client is IChangeFeed)
            yield return "change_feed";
        if (client is INativeQuery)
            yield return "native_query";
        if (client is IDriverOperations)
            yield return "operations";
    }
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using IntegrationAgent.Agent.Sandboxing;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.DriverHosts;

/// <summary>A connection whose driver runs in a process of its own.</summary>
public sealed partial class DriverConnection : IDriverConnection
{
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(2);
    private readonly DriverConnectionOptions options;
    private readonly SandboxProcess process;
    private readonly WireConnection wire;
    private int disposed;

    private DriverConnection(DriverConnectionOptions options, SandboxProcess process, WireConnection wire, ConnectReply reply)
    {
        this.options = options;
        this.process = process;
        this.wire = wire;
        Identity = reply.Check;
        Capabilities = reply.Capabilities;
    }

    /// <inheritdoc />
    public string Name => options.Connection.Name;

    /// <inheritdoc />
    public string DriverId => options.Driver.DriverId;

    /// <inheritdoc />
    public ConnectionCheck Identity { get; }

    /// <inheritdoc />
    public IReadOnlyList<string> Capabilities { get; }

    /// <inheritdoc />
    public IReadOnlyList<string> ReadOperations => options.Driver.ReadOperations;

    /// <inheritdoc />
    public IsolationLevel Isolation => process.Level;

    /// <summary>The outermost process of the host.</summary>
    public int ProcessId => process.ProcessId;

    /// <summary>What the host and its driver have written to standard error. Untrusted.</summary>
    internal string ErrorText => process.ErrorText;

    /// <summary>Starts a host, and opens the connection in it.</summary>
    /// <exception cref="AgentException">
    /// Exit 3: <c>E-CON-AUTH</c> with the variables to check, <c>E-CON-UNREACHABLE</c>, <c>E-CON-PERMISSION</c>, <c>E-CON-FAILED</c>; exit 2: <c>E-CON-SETTING</c>;
    /// exit 4: <c>E-CON-FOLDER</c>, <c>E-PKG-HASH</c>; exit 5: <c>E-SBX-UNAVAILABLE</c>; exit 6: <c>E-DRV-GONE</c>, <c>E-DRV-FAULT</c>.
    /// </exception>
    public static Task<DriverConnection> OpenAsync(DriverConnectionOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Telemetry.CallAsync(options, DriverMethods.Connect, null, () => StartAsync(options, cancellationToken));
    }

    private static async Task<DriverConnection> StartAsync(DriverConnectionOptions options, CancellationToken cancellationToken)
    {
        var plan = ConnectPlan.Of(options);
        var process = await options.Launcher.StartAsync(plan, options.Driver.UsesNetwork, cancellationToken).ConfigureAwait(false);
        WireConnection? wire = null;
        try
        {
            var handler = new DriverHostHandler(options);
            wire = new WireConnection(process.Output, process.Input, isParent: true, handler, timeProvider: options.TimeProvider);
            wire.Start();
            using var timeout = new CancellationTokenSource(options.OpenTimeout, options.TimeProvider);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
            var reply = await ConnectAsync(options, plan, handler, wire, process, linked.Token, cancellationToken).ConfigureAwait(false);
            return new DriverConnection(options, process, wire, reply);
        }
        catch
        {
            if (wire is not null)
                await wire.DisposeAsync().ConfigureAwait(false);
            await process.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc />
    public Task<ConnectionCheck> CheckAsync(CancellationToken cancellationToken) =>
        CallAsync(DriverMethods.Check, Nothing.Instance, WireJson.Default.Nothing, WireJson.Default.ConnectionCheck, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(ListObjectsRequest request, CancellationToken cancellationToken) =>
        CallAsync(DriverMethods.ListObjects, request, WireJson.Default.ListObjectsRequest, WireJson.Default.IReadOnlyListObjectSummary, cancellationToken);

    /// <inheritdoc />
    public Task<ObjectSchema> GetFieldsAsync(GetFieldsRequest request, CancellationToken cancellationToken) =>
        CallAsync(DriverMethods.GetFields, request, WireJson.Default.GetFieldsRequest, WireJson.Default.ObjectSchema, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(GetRelationshipsRequest request, CancellationToken cancellationToken) =>
        CallAsync(DriverMethods.GetRelationships, request, WireJson.Default.GetRelationshipsRequest, WireJson.Default.IReadOnlyListRelationship, cancellationToken);

    /// <inheritdoc />
    public Task<EnsureObjectResponse> EnsureObjectAsync(EnsureObjectRequest request, CancellationToken cancellationToken) =>
        CallAsync(DriverMethods.EnsureObject, request, WireJson.Default.EnsureObjectRequest, WireJson.Default.EnsureObjectResponse, cancellationToken);

    /// <inheritdoc />
    public Task<RateLimitStatus> GetRateLimitAsync(CancellationToken cancellationToken) =>
        CallAsync(DriverMethods.RateLimit, Nothing.Instance, WireJson.Default.Nothing, WireJson.Default.RateLimitStatus, cancellationToken);

    /// <inheritdoc />
    public async Task<JsonElement> InvokeOperationAsync(string operation, JsonElement arguments, CancellationToken cancellationToken)
    {
        var body = new OperationBody { Operation = operation, Arguments = arguments };
        var reply = await CallAsync(DriverMethods.Operation, body, WireJson.Default.OperationBody, WireJson.Default.OperationReply, cancellationToken).ConfigureAwait(false);
        return reply.Result;
    }

    /// <inheritdoc />
    public async Task<Exception> ExplainAsync(Exception exception)
    {
        switch (exception)
        {
            case WireException { Code: WireException.Malformed or WireException.Limit } broken:
                process.Kill();
                return DriverErrors.Protocol(Name, broken);
            case WireException:
                return DriverErrors.Gone(Name, await ExitAsync(process).ConfigureAwait(false));
            case WireFaultException fault:
                return DriverErrors.Fault(Name, fault.Fault);
            case DriverException driver when driver.Code == DriverErrorCode.AuthenticationFailed:
                return DriverErrors.Authentication(options, driver);
            default:
                return exception;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
            return;
        try
        {
            // The host closes its client before it exits: what the driver keeps in files is complete then.
            using var timeout = new CancellationTokenSource(EndTimeout, options.TimeProvider);
            await wire.EndAsync(timeout.Token).ConfigureAwait(false);
            await process.Exited.WaitAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // It is killed below.
        }

        await wire.DisposeAsync().ConfigureAwait(false);
        await process.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<ConnectReply> ConnectAsync(
        DriverConnectionOptions options, ConnectPlan plan, DriverHostHandler handler, WireConnection wire, SandboxProcess process, CancellationToken limited, CancellationToken cancellationToken)
    {
        var name = options.Connection.Name;
        try
        {
            await Task.WhenAny(handler.Ready, wire.Completion).WaitAsync(limited).ConfigureAwait(false);
            if (!handler.Ready.IsCompleted)
                throw new WireException(WireException.PeerGone, "The host ended before it was ready.");
            var ready = await handler.Ready.ConfigureAwait(false);
            if (ready.WireVersion != WireVersion.Current)
                throw new WireException(WireException.Malformed, $"The host speaks version {ready.WireVersion} of the wire.");
            return await wire.CallAsync(DriverMethods.Connect, plan.Body, WireJson.Default.ConnectBody, WireJson.Default.ConnectReply, limited).ConfigureAwait(false);
        }
        catch (DriverException exception)
        {
            throw DriverErrors.Open(options, exception);
        }
        catch (WireFaultException exception)
        {
            throw DriverErrors.Fault(name, exception.Fault);
        }
        catch (WireException exception) when (exception.Code is WireException.Malformed or WireException.Limit)
        {
            throw DriverErrors.Protocol(name, exception);
        }
        catch (WireException)
        {
            throw DriverErrors.Gone(name, await ExitAsync(process).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (limited.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new AgentException(
                "E-CON-UNREACHABLE",
                $"The connection '{name}' was not open within {options.OpenTimeout.TotalSeconds:0} s.",
                "Check the address in the connection's settings and that the system can be reached from here.",
                ExitCode.Connection);
        }
    }

    private static async Task<SandboxExit?> ExitAsync(SandboxProcess process)
    {
        await Task.WhenAny(process.Exited, Task.Delay(ExitTimeout)).ConfigureAwait(false);
        if (process.Exited.IsCompleted)
            return await process.Exited.ConfigureAwait(false);
        process.Kill();
        return null;
    }

    private Task<TReply> CallAsync<TBody, TReply>(string method, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TReply> replyType, CancellationToken cancellationToken) =>
        options.Telemetry.CallAsync(options, method, TargetOf(body), () => SendAsync(method, body, bodyType, replyType, cancellationToken));

    /// <summary>The object that a call is about, for whoever follows calls.</summary>
    private static string? TargetOf<TBody>(TBody body) => body switch
    {
        GetFieldsRequest request => request.Object,
        GetRelationshipsRequest request => request.Object,
        EnsureObjectRequest request => request.Object,
        OperationBody operation => operation.Operation,
        _ => null,
    };

    private async Task<TReply> SendAsync<TBody, TReply>(string method, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TReply> replyType, CancellationToken cancellationToken)
    {
        try
        {
            return await wire.CallAsync(method, body, bodyType, replyType, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (NeedsExplaining(exception))
        {
            throw await ExplainAsync(exception).ConfigureAwait(false);
        }
    }

    private static bool NeedsExplaining(Exception exception) =>
        exception is WireException or WireFaultException || (exception is DriverException driver && driver.Code == DriverErrorCode.AuthenticationFailed);
}

using System.Runtime.CompilerServices;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.DriverHosts;

public sealed partial class DriverConnection
{
    /// <inheritdoc />
    public WireExchange OpenQuery(QueryRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return options.Telemetry.Follow(options, request.Object, wire.Open(DriverMethods.Query, request, WireJson.Default.QueryRequest));
    }

    /// <inheritdoc />
    public WireExchange OpenNativeQuery(NativeQueryRequest request) =>
        options.Telemetry.Follow(options, null, wire.Open(DriverMethods.QueryNative, request, WireJson.Default.NativeQueryRequest));

    /// <inheritdoc />
    public WireExchange OpenWrite(WriteBody body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return options.Telemetry.Follow(options, body.Object, wire.Open(DriverMethods.Write, body, WireJson.Default.WriteBody));
    }

    /// <inheritdoc />
    public IAsyncEnumerable<RecordPage> QueryAsync(QueryRequest request, CancellationToken cancellationToken) =>
        ReadAsync(() => OpenQuery(request), cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<RecordPage> QueryNativeAsync(NativeQueryRequest request, CancellationToken cancellationToken) =>
        ReadAsync(() => OpenNativeQuery(request), cancellationToken);

    /// <inheritdoc />
    public async IAsyncEnumerable<ChangePage> GetChangesAsync(ChangesRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        WireExchange? exchange = null;
        IAsyncEnumerator<WireEvent>? events = null;
        try
        {
            await foreach (var page in ReadAsync(Open, cancellationToken).ConfigureAwait(false))
            {
                // The host says what was deleted before it sends the page of the same position.
                DeletedIds deleted;
                try
                {
                    events ??= exchange!.ReadEventsAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
                    deleted = await events.MoveNextAsync().ConfigureAwait(false)
                        ? events.Current.Read(WireJson.Default.DeletedIds)
                        : throw new WireException(WireException.Malformed, "A page of changes has no position.");
                }
                catch (Exception exception)
                {
                    page.Dispose();
                    throw await ExplainAsync(exception).ConfigureAwait(false);
                }

                yield return new ChangePage { Changed = page, DeletedIds = deleted.Ids, Position = deleted.Position };
            }
        }
        finally
        {
            if (events is not null)
                await events.DisposeAsync().ConfigureAwait(false);
        }

        WireExchange Open() =>
            exchange = options.Telemetry.Follow(options, request.Object, wire.Open(DriverMethods.Changes, request, WireJson.Default.ChangesRequest));
    }

    /// <inheritdoc />
    public async Task<WriteResponse> WriteAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            using var exchange = OpenWrite(new WriteBody { Object = request.Object, Mode = request.Mode, KeyFields = request.KeyFields, AllOrNone = request.AllOrNone });
            await exchange.SendPageAsync(request.Records, 0, cancellationToken).ConfigureAwait(false);
            exchange.EndPages();
            BatchOutcome? outcome = null;
            await foreach (var answer in exchange.ReadEventsAsync(cancellationToken).ConfigureAwait(false))
                outcome = answer.Read(WireJson.Default.BatchOutcome);
            await exchange.GetReplyAsync(WireJson.Default.WriteReply, cancellationToken).ConfigureAwait(false);
            if (outcome is null || (outcome.Fault is null && outcome.Statuses.Length != request.Records.Count))
                throw new WireException(WireException.Malformed, "A write was answered with another number of outcomes.");
            if (outcome.Fault is { } fault)
                throw fault.ToException();
            return new WriteResponse { Outcomes = outcome.ToOutcomes(), Calls = outcome.Calls };
        }
        catch (Exception exception) when (NeedsExplaining(exception))
        {
            throw await ExplainAsync(exception).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public async Task<ProbeResponse> ProbeAsync(ProbeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var write = request.Write;
        var body = new ProbeBody
        {
            Write = new WriteBody { Object = write.Object, Mode = write.Mode, KeyFields = write.KeyFields, AllOrNone = write.AllOrNone },
            SentAt = request.SentAt,
        };
        try
        {
            using var exchange = options.Telemetry.Follow(options, write.Object, wire.Open(DriverMethods.Probe, body, WireJson.Default.ProbeBody));
            await exchange.SendPageAsync(write.Records, 0, cancellationToken).ConfigureAwait(false);
            exchange.EndPages();
            var reply = await exchange.GetReplyAsync(WireJson.Default.ProbeReply, cancellationToken).ConfigureAwait(false);
            return reply.Results.Count == write.Records.Count
                ? new ProbeResponse { Results = reply.Results }
                : throw new WireException(WireException.Malformed, "A probe was answered with another number of results.");
        }
        catch (Exception exception) when (NeedsExplaining(exception))
        {
            throw await ExplainAsync(exception).ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<RecordPage> ReadAsync(Func<WireExchange> open, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        WireExchange? exchange = null;
        IAsyncEnumerator<WirePage>? pages = null;
        var stopped = false;
        try
        {
            while (true)
            {
                RecordPage page;
                try
                {
                    exchange ??= open();
                    pages ??= exchange.ReadPagesAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
                    if (!await pages.MoveNextAsync().ConfigureAwait(false))
                    {
                        await exchange.GetReplyAsync(WireJson.Default.StreamReply, cancellationToken).ConfigureAwait(false);
                        break;
                    }

                    page = pages.Current.ToRecordPage();
                }
                catch (Exception exception) when (NeedsExplaining(exception))
                {
                    throw await ExplainAsync(exception).ConfigureAwait(false);
                }

                stopped = page.StopReason is not null;
                yield return page;
            }
        }
        finally
        {
            if (pages is not null)
                await pages.DisposeAsync().ConfigureAwait(false);
            exchange?.Dispose();
        }

        if (!stopped)
            throw new DriverException(DriverErrorCode.IncompleteResult, "The stream ended without saying why. Read it again.") { Retry = RetryAdvice.Now };
    }
}

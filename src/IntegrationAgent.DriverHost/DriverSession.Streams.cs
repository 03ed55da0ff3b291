using System.Runtime.CompilerServices;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.DriverHost;

internal sealed partial class DriverSession
{
    /// <summary>Room for what a page's frame holds besides its records.</summary>
    private const int PageOverhead = 64 * 1024;

    private Task QueryAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        var request = exchange.ReadBody(WireJson.Default.QueryRequest);
        return StreamAsync(exchange, Client.QueryAsync(request, cancellationToken), request.MaxCalls is not null, cancellationToken);
    }

    private Task QueryNativeAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        var request = exchange.ReadBody(WireJson.Default.NativeQueryRequest);
        var native = Able<INativeQuery>("be queried in a language of its own");
        return StreamAsync(exchange, native.QueryNativeAsync(request, cancellationToken), mayBudget: false, cancellationToken);
    }

    private Task ChangesAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        var request = exchange.ReadBody(WireJson.Default.ChangesRequest);
        var feed = Able<IChangeFeed>("report changes");
        return StreamAsync(exchange, ChangedAsync(exchange, feed.GetChangesAsync(request, cancellationToken), cancellationToken), mayBudget: false, cancellationToken);
    }

    /// <summary>Says what was deleted before the page of the same position.</summary>
    private static async IAsyncEnumerable<RecordPage> ChangedAsync(WireExchange exchange, IAsyncEnumerable<ChangePage> changes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var change in changes.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            exchange.SendEvent(DriverMethods.DeletedEvent, new DeletedIds { Ids = change.DeletedIds, Position = change.Position }, WireJson.Default.DeletedIds);
            yield return change.Changed;
        }
    }

    private async Task StreamAsync(WireExchange exchange, IAsyncEnumerable<RecordPage> pages, bool mayBudget, CancellationToken cancellationToken)
    {
        var before = await Client.GetRateLimitAsync(cancellationToken).ConfigureAwait(false);
        long count = 0, records = 0;
        StopReason? stopped = null;
        await foreach (var page in pages.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            using (page)
            {
                if (stopped is not null)
                    throw HostFaults.Incomplete("The driver went on after the page that it called the last. Report it to the driver's author.");
                if (page.StopReason == StopReason.Budget && !mayBudget)
                    throw HostFaults.Incomplete("The driver stopped at a budget that nobody set. Report it to the driver's author.");
                if (page.Data.Length > connection!.Limits.MaxPageBytes - PageOverhead)
                    throw new DriverException(DriverErrorCode.InvalidValue, "A page of the driver is larger than 16 MiB. Ask for a smaller page size.") { Scope = ErrorScope.Request };
                stopped = page.StopReason;
                records += page.Count;
                await exchange.SendPageAsync(page, count++, cancellationToken).ConfigureAwait(false);
            }
        }

        if (stopped is null)
            throw HostFaults.Incomplete("The driver's stream ended without saying why. Read it again.");
        exchange.EndPages();
        var after = await Client.GetRateLimitAsync(cancellationToken).ConfigureAwait(false);
        exchange.Reply(new StreamReply { Pages = count, Records = records, Calls = after.CallsMade - before.CallsMade }, WireJson.Default.StreamReply);
    }

    private async Task WriteAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        var body = exchange.ReadBody(WireJson.Default.WriteBody);
        var writer = Able<IRecordWriter>("write");
        long count = 0, calls = 0;
        await foreach (var received in exchange.ReadPagesAsync(cancellationToken).ConfigureAwait(false))
        {
            var batch = received.Position;
            using var page = received.ToRecordPage();
            var outcome = await WritePageAsync(writer, Request(body, page), batch, cancellationToken).ConfigureAwait(false);
            count++;
            calls += outcome.Calls;
            exchange.SendEvent(DriverMethods.OutcomeEvent, outcome, WireJson.Default.BatchOutcome);
        }

        exchange.Reply(new WriteReply { Pages = count, Calls = calls }, WireJson.Default.WriteReply);
    }

    private async Task<BatchOutcome> WritePageAsync(IRecordWriter writer, WriteRequest request, long batch, CancellationToken cancellationToken)
    {
        try
        {
            var response = await writer.WriteAsync(request, cancellationToken).ConfigureAwait(false);
            return response.Outcomes.Count == request.Records.Count
                ? BatchOutcome.From(batch, response)
                : throw new DriverException(DriverErrorCode.Unknown, "The driver answered for another number of records than it was given: their outcome is not known.");
        }
        catch (Exception exception) when (exception is not WireException && !cancellationToken.IsCancellationRequested)
        {
            // One page was refused; the next one is another question.
            var fault = exception switch
            {
                DriverException => exception,
                ArgumentException => Explain(exception, cancellationToken),
                _ => loader?.Violation ?? (Exception)new DriverException(
                    DriverErrorCode.Unknown, $"The driver broke with an unexpected {exception.GetType().Name}: what became of the page is not known."),
            };
            return new BatchOutcome { Batch = batch, Fault = WireFault.From(fault) };
        }
    }

    private async Task ProbeAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        var body = exchange.ReadBody(WireJson.Default.ProbeBody);
        var probe = Able<IWriteProbe>("tell what became of a write");
        ProbeReply? reply = null;
        await foreach (var received in exchange.ReadPagesAsync(cancellationToken).ConfigureAwait(false))
        {
            using var page = received.ToRecordPage();
            var response = await probe.ProbeAsync(new ProbeRequest { Write = Request(body.Write, page), SentAt = body.SentAt }, cancellationToken).ConfigureAwait(false);
            reply = new ProbeReply { Results = response.Results };
            break;
        }

        exchange.Reply(reply ?? throw HostFaults.Sequence("A probe comes with one page."), WireJson.Default.ProbeReply);
    }

    private static WriteRequest Request(WriteBody body, RecordPage page) =>
        new() { Object = body.Object, Mode = body.Mode, KeyFields = body.KeyFields, Records = page, AllOrNone = body.AllOrNone };
}

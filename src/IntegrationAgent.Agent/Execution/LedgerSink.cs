using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Effects;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.Execution;

/// <summary>
/// Sends a script's writes to their targets under the ledger: the intent is durable before a page leaves, the answer is kept together with the checkpoint
/// that it allows. Nothing beyond the envelope leaves.
/// </summary>
internal sealed class LedgerSink : IWriteSink
{
    private readonly IReadOnlyDictionary<string, IDriverConnection> connections;
    private readonly PermissionSet permissions;
    private readonly LedgerSession session;
    private readonly Envelope envelope;
    private readonly IReadOnlySet<string> bulkWrites;
    private long calls;

    /// <summary>Writes for one run.</summary>
    public LedgerSink(IReadOnlyDictionary<string, IDriverConnection> connections, PermissionSet permissions, LedgerSession session, Envelope envelope, IReadOnlySet<string>? bulkWrites = null)
    {
        this.connections = connections;
        this.permissions = permissions;
        this.session = session;
        this.envelope = envelope;
        this.bulkWrites = bulkWrites ?? new HashSet<string>();
    }

    /// <inheritdoc />
    public long Calls => Interlocked.Read(ref calls);

    /// <inheritdoc />
    public bool HasCaptured(string connection, string target) => false;

    /// <inheritdoc />
    public async Task<EnsureObjectResponse> EnsureObjectAsync(ScriptEnsureBody body, CancellationToken cancellationToken)
    {
        await session.RequireCallsAsync(body.Connection, cancellationToken).ConfigureAwait(false);
        Interlocked.Increment(ref calls);
        return await connections[body.Connection].EnsureObjectAsync(body.Request, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task<ScriptWriteReply> WriteAsync(WireExchange script, ScriptWriteBody body, SourceStep? source, CancellationToken cancellationToken) =>
        WriteAsync(script.ReadPagesAsync, body, source, cancellationToken);

    /// <summary>Sends one page of the agent's own, under the same rules as a script's.</summary>
    public Task<ScriptWriteReply> WriteAsync(WirePage page, ScriptWriteBody body, SourceStep? source, CancellationToken cancellationToken) =>
        WriteAsync(_ => new[] { page }.ToAsyncEnumerable(), body, source, cancellationToken);

    /// <summary>Sends some pages of the agent's own, under the same rules as a script's.</summary>
    public Task<ScriptWriteReply> WriteAsync(IReadOnlyList<WirePage> pages, ScriptWriteBody body, CancellationToken cancellationToken) =>
        WriteAsync(_ => pages.ToAsyncEnumerable(), body, null, cancellationToken);

    private async Task<ScriptWriteReply> WriteAsync(Func<CancellationToken, IAsyncEnumerable<WirePage>> pages, ScriptWriteBody body, SourceStep? source, CancellationToken cancellationToken)
    {
        var target = connections[body.Connection];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var outgoing = target.OpenWrite(new WriteBody { Object = body.Object, Mode = body.Mode, KeyFields = body.KeyFields });
        using var flow = new LedgerFlow(session, body, source, target, outgoing, envelope, bulkWrites.Contains(BulkChoice.NameOf(body.Connection, body.Object, body.Mode.ToString().ToLowerInvariant())));
        await flow.BeginAsync(stop.Token).ConfigureAwait(false);
        var answers = AnswersAsync(flow, outgoing, stop);
        try
        {
            await foreach (var page in pages(stop.Token).ConfigureAwait(false))
            {
                permissions.Require(body.Connection, body.Object, EffectVerbs.Of(body.Mode), page.Schema.Fields.Select(field => field.Name), body.KeyFields);
                await flow.TakeAsync(page, stop.Token).ConfigureAwait(false);
            }

            await flow.EndTakingAsync(stop.Token).ConfigureAwait(false);
            await flow.DrainAsync(stop.Token).ConfigureAwait(false);
            outgoing.EndPages();
            var reply = await outgoing.GetReplyAsync(WireJson.Default.WriteReply, stop.Token).ConfigureAwait(false);
            Interlocked.Add(ref calls, reply.Calls);
            await answers.ConfigureAwait(false);
            await flow.FinishAsync(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // Only what the answers say stops the sending; they end with the reason.
            await answers.ConfigureAwait(false);
            throw;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await flow.AbandonAsync().ConfigureAwait(false);
        }

        return flow.Reply();
    }

    private static async Task AnswersAsync(LedgerFlow flow, WireExchange outgoing, CancellationTokenSource stop)
    {
        try
        {
            await foreach (var received in outgoing.ReadEventsAsync(stop.Token).ConfigureAwait(false))
            {
                if (received.Name == DriverMethods.OutcomeEvent)
                    await flow.AnswerAsync(received.Read(WireJson.Default.BatchOutcome), stop.Token).ConfigureAwait(false);
            }
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }
}

using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Scripting.Backends;

/// <summary>A write whose pages go over the wire.</summary>
internal sealed class FrameWrite(WireExchange exchange) : IScriptWrite
{
    public async ValueTask SendAsync(RecordPage page, long position, CancellationToken cancellationToken)
    {
        try
        {
            await exchange.SendPageAsync(page, position, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The agent refused the write while this page waited for room: its reason is the reply.
            await exchange.GetReplyAsync(WireJson.Default.ScriptWriteReply, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    public Task<ScriptWriteReply> CompleteAsync(CancellationToken cancellationToken)
    {
        exchange.EndPages();
        return exchange.GetReplyAsync(WireJson.Default.ScriptWriteReply, cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        exchange.Dispose();
        return ValueTask.CompletedTask;
    }
}

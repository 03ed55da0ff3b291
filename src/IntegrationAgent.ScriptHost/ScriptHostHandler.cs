using IntegrationAgent.Scripting.Backends;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.ScriptHost;

/// <summary>Answers <c>run</c>, once.</summary>
internal sealed class ScriptHostHandler : IWireHandler
{
    private int runs;

    public WireConnection? Connection { get; set; }

    public async Task HandleAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        if (exchange.Method != ScriptMethods.Run)
            throw Refused("E-HOST-METHOD", "A script host only runs scripts.", "Install agent and hosts of one version.");
        if (Interlocked.Increment(ref runs) > 1)
            throw Refused("E-HOST-ONCE", "This host has run its script.", "Start another host for another run.");
        var run = exchange.ReadBody(WireJson.Default.RunBody);
        var connection = Connection ?? throw new InvalidOperationException("The host has no connection.");
        exchange.Reply(await HostedScript.RunAsync(connection, run, cancellationToken).ConfigureAwait(false), WireJson.Default.RunReply);
    }

    private static WireFaultException Refused(string code, string message, string nextAction) =>
        new(new WireFault { Kind = WireFault.HostKind, Code = code, Message = message, NextAction = nextAction });
}

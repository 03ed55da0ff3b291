using IntegrationAgent.Jail;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.ScriptHost;

/// <summary>One host: says that it is ready, runs one script, ends.</summary>
internal static class ScriptHostProcess
{
    private const int PeerLost = 70;

    public static async Task<int> RunAsync(Stream input, Stream output, JailReport jail)
    {
        var handler = new ScriptHostHandler();
        var connection = new WireConnection(input, output, isParent: false, handler);
        await using var ending = connection.ConfigureAwait(false);
        handler.Connection = connection;
        connection.Start();
        try
        {
            var ready = new ReadyBody { WireVersion = WireVersion.Current, Isolation = jail.Level.ToString(), ProcessId = Environment.ProcessId };
            await connection.CallAsync(ScriptMethods.Ready, ready, WireJson.Default.ReadyBody, WireJson.Default.Nothing, CancellationToken.None).ConfigureAwait(false);
            await connection.Completion.ConfigureAwait(false);
            return 0;
        }
        catch (WireException exception)
        {
            await Console.Error.WriteLineAsync($"{exception.Code} {exception.Message}").ConfigureAwait(false);
            return PeerLost;
        }
    }
}

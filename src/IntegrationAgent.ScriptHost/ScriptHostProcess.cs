using IntegrationAgent.Jail;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.ScriptHost;

/// <summary>One host: says that it is ready, runs one script, ends. Its first thread only waits: the state machine of an asynchronous method would be compiled at every start.</summary>
internal static class ScriptHostProcess
{
    private const int PeerLost = 70;

    public static int Run(Stream input, Stream output, JailReport jail)
    {
        var handler = new ScriptHostHandler();
        var connection = new WireConnection(input, output, isParent: false, handler);
        handler.Connection = connection;
        connection.Start();
        try
        {
            connection.AnnounceAsync(new ReadyBody { WireVersion = WireVersion.Current, Isolation = jail.LevelName, ProcessId = Environment.ProcessId }).GetAwaiter().GetResult();
            connection.Completion.GetAwaiter().GetResult();
            return 0;
        }
        catch (WireException exception)
        {
            Console.Error.WriteLine($"{exception.Code} {exception.Message}");
            return PeerLost;
        }
        finally
        {
            connection.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}

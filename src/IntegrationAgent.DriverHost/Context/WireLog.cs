using System.Threading.Channels;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.DriverHost.Context;

/// <summary>Sends the driver's log to the agent, one line at a time. A driver that logs faster than that loses the oldest lines, not its connection.</summary>
internal sealed class WireLog : IDriverLog, IAsyncDisposable
{
    private const int MaxLines = 256, MaxEvent = 64, MaxMessage = 1000;
    private readonly Channel<LogBody> lines = Channel.CreateBounded<LogBody>(
        new BoundedChannelOptions(MaxLines) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly WireConnection connection;
    private readonly Task sending;

    public WireLog(WireConnection connection)
    {
        this.connection = connection;
        sending = Task.Run(SendAsync);
    }

    public void Write(DriverLogLevel level, string eventName, string message) =>
        lines.Writer.TryWrite(new LogBody { Level = level, Event = Cap(eventName, MaxEvent), Message = Cap(message, MaxMessage) });

    public async ValueTask DisposeAsync()
    {
        lines.Writer.TryComplete();
        await sending.ConfigureAwait(false);
    }

    private static string Cap(string? text, int most) => text is null ? "" : text.Length <= most ? text : text[..most];

    private async Task SendAsync()
    {
        try
        {
            await foreach (var line in lines.Reader.ReadAllAsync().ConfigureAwait(false))
                await connection.CallAsync(DriverMethods.Log, line, WireJson.Default.LogBody, WireJson.Default.Nothing, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WireException or WireFaultException or OperationCanceledException)
        {
            // Nobody listens any more.
        }
    }
}

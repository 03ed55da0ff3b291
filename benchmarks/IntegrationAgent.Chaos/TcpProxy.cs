using System.Net;
using System.Net.Sockets;

namespace IntegrationAgent.Chaos;

/// <summary>A way to a system on which connections are cut, stall, or lose an answer. It counts what passes, so that a moment can be named in bytes.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ending = new();
    private readonly HashSet<(Socket Client, Socket Server)> open = [];
    private readonly Task accepting;
    private long passed;
    private volatile byte[]? cutAt;
    private volatile bool forwardFirst;
    private volatile bool holding;
    private volatile int dripMilliseconds;
    private volatile bool wasCut;

    public TcpProxy(int server)
    {
        Server = server;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Where it leads.</summary>
    public int Server { get; set; }

    /// <summary>Bytes that came from the system so far.</summary>
    public long Passed => Interlocked.Read(ref passed);

    /// <summary>Whether an armed cut was made.</summary>
    public bool WasCut => wasCut;

    /// <summary>Resets every connection, as a machine does that has lost them. How many there were.</summary>
    public int Cut()
    {
        lock (open)
        {
            foreach (var (client, server) in open)
            {
                Reset(client);
                Reset(server);
            }

            return open.Count;
        }
    }

    /// <summary>Resets the connection on which a client next sends the text: before it reaches the system, or after.</summary>
    public void ArmCut(string text, bool afterForward)
    {
        wasCut = false;
        forwardFirst = afterForward;
        cutAt = System.Text.Encoding.ASCII.GetBytes(text);
    }

    /// <summary>Nothing passes in either direction until <see cref="Clear"/>: a connection that is open and dead.</summary>
    public void Hold() => holding = true;

    /// <summary>Whatever comes from the system arrives byte by byte, with a pause after each.</summary>
    public void Drip(int milliseconds) => dripMilliseconds = milliseconds;

    /// <summary>Everything passes again.</summary>
    public void Clear()
    {
        holding = false;
        dripMilliseconds = 0;
        cutAt = null;
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Stop();
        Cut();
        await accepting;
        ending.Dispose();
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Close();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is gone already.
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptSocketAsync(ending.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It ends.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, Server, ending.Token);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            Reset(client);
            Reset(server);
            return;
        }

        lock (open)
            open.Add((client, server));
        await Task.WhenAny(PumpAsync(client, server, fromSystem: false), PumpAsync(server, client, fromSystem: true));
        lock (open)
            open.Remove((client, server));
        Reset(client);
        Reset(server);
    }

    private async Task PumpAsync(Socket from, Socket to, bool fromSystem)
    {
        var buffer = new byte[16 << 10];
        try
        {
            while (true)
            {
                var read = await from.ReceiveAsync(buffer, SocketFlags.None, ending.Token);
                while (holding)
                    await Task.Delay(20, ending.Token);
                if (read == 0)
                {
                    to.Shutdown(SocketShutdown.Send);
                    // What the other direction still says is waited for there; the pair ends with it.
                    await Task.Delay(Timeout.Infinite, ending.Token);
                }

                if (fromSystem)
                    Interlocked.Add(ref passed, read);
                else if (cutAt is { } text && buffer.AsSpan(0, read).IndexOf(text) >= 0)
                {
                    cutAt = null;
                    if (forwardFirst)
                    {
                        await SendAsync(to, buffer.AsMemory(0, read));
                        // Time for the system to carry it out: what it answers no longer matters.
                        await Task.Delay(60, ending.Token);
                    }

                    wasCut = true;
                    return;
                }

                if (fromSystem && dripMilliseconds > 0)
                {
                    for (var at = 0; at < read; at++)
                    {
                        var pause = dripMilliseconds;
                        if (pause == 0)
                        {
                            await SendAsync(to, buffer.AsMemory(at, read - at));
                            break;
                        }

                        await SendAsync(to, buffer.AsMemory(at, 1));
                        await Task.Delay(pause, ending.Token);
                    }

                    continue;
                }

                await SendAsync(to, buffer.AsMemory(0, read));
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One end is gone, and so is the other.
        }
    }

    private async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await to.SendAsync(bytes, SocketFlags.None, ending.Token)..];
    }
}

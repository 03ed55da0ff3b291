using System.Net;
using System.Net.Sockets;

namespace Drivers.Postgres.Conformance;

/// <summary>A way to the server on which the answer to a commit can get lost: the server carries it out, and the connection is gone.</summary>
internal sealed class AnswerLosingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ending = new();
    private readonly List<TcpClient> open = [];
    private readonly int server;
    private readonly Task accepting;
    private volatile bool armed;
    private volatile bool refusing;
    private volatile TaskCompletionSource? losing;

    public AnswerLosingProxy(int server)
    {
        this.server = server;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void LoseNextCommit() => armed = true;

    /// <summary>Waits until the server has carried out the commit whose answer is lost; returns at once where none is under way.</summary>
    public Task SettledAsync(CancellationToken cancellationToken) => losing?.Task.WaitAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Ends every connection, and each new one, until the answer is disposed.</summary>
    public IAsyncDisposable Refuse()
    {
        refusing = true;
        lock (open)
        {
            foreach (var client in open)
                client.Close();
        }

        return new Refusal(this);
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Stop();
        await Refuse().DisposeAsync();
        await accepting;
        ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(ending.Token);
                if (refusing)
                    client.Close();
                else
                    _ = ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It ends.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var upstream = new TcpClient { NoDelay = true };
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            client.NoDelay = true;
            await upstream.ConnectAsync(IPAddress.Loopback, server, ending.Token);
            lock (open)
            {
                open.Add(client);
                open.Add(upstream);
            }

            var down = upstream.GetStream().CopyToAsync(client.GetStream(), ending.Token);
            var up = PumpUpAsync(client, upstream.GetStream(), lost);

            // Where an answer is lost, whichever of the two has read from the server has read that answer.
            await Task.WhenAny(up, down);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // One side has gone.
        }
        finally
        {
            client.Close();
            lost.TrySetResult();
        }
    }

    private async Task PumpUpAsync(TcpClient client, NetworkStream upstream, TaskCompletionSource lost)
    {
        var buffer = new byte[64 * 1024];
        var from = client.GetStream();
        while (await from.ReadAsync(buffer, ending.Token) is > 0 and var read)
        {
            if (armed && buffer.AsSpan(0, read).IndexOf("COMMIT\0"u8) >= 0)
            {
                armed = false;
                losing = lost;
                client.Close();
                await upstream.WriteAsync(buffer.AsMemory(0, read), ending.Token);

                // The server is at its end when it has answered.
                _ = await upstream.ReadAtLeastAsync(buffer, 1, throwOnEndOfStream: false, ending.Token);
                return;
            }

            await upstream.WriteAsync(buffer.AsMemory(0, read), ending.Token);
        }
    }

    private sealed class Refusal(AnswerLosingProxy proxy) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            proxy.refusing = false;
            return ValueTask.CompletedTask;
        }
    }
}

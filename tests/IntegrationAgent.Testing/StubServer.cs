using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IntegrationAgent.Testing;

/// <summary>A small HTTP server on a free loopback port whose answers a test decides, one call at a time.</summary>
public sealed class StubServer : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly Func<StubCall, Task> answer;
    private readonly Task loop;
    private readonly List<StubCall> calls = [];

    /// <summary>Starts to listen.</summary>
    public StubServer(Func<StubCall, Task> answer)
    {
        this.answer = answer;
        var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        Url = $"http://localhost:{port}";
        listener.Prefixes.Add(Url + "/");
        listener.Start();
        loop = Task.Run(RunAsync);
    }

    /// <summary>The address, without a slash at its end.</summary>
    public string Url { get; }

    /// <summary>The calls so far, in order.</summary>
    public IReadOnlyList<StubCall> Calls
    {
        get
        {
            lock (calls)
                return [.. calls];
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        listener.Close();
        await loop;
    }

    private async Task RunAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = Task.Run(() => ServeAsync(context));
        }
    }

    private async Task ServeAsync(HttpListenerContext context)
    {
        using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
        var call = new StubCall(context, await reader.ReadToEndAsync());
        lock (calls)
            calls.Add(call);
        try
        {
            await answer(call);
            if (!call.Aborted)
                context.Response.Close();
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The client went away, as tests of time limits want it to.
            context.Response.Abort();
        }
    }
}

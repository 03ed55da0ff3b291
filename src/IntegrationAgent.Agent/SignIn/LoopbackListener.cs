using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IntegrationAgent.Agent.SignIn;

/// <summary>
/// Waits on this machine for the browser to come back. Browsers open connections that they do not use and ask for icons, so each connection is served by itself;
/// the first request for the awaited path is the only one that is taken.
/// </summary>
internal sealed class LoopbackListener : IDisposable
{
    private const int LongestHead = 16 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly TcpListener listener;
    private readonly string path;
    private readonly TaskCompletionSource<IReadOnlyDictionary<string, string>> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int taken;

    private LoopbackListener(TcpListener listener, string path)
    {
        this.listener = listener;
        this.path = path;
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <exception cref="AgentException"><c>E-SGN-PORT</c>.</exception>
    public static LoopbackListener Open(int port, string path)
    {
        var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
        try
        {
            listener.Start();
            return new LoopbackListener(listener, path);
        }
        catch (SocketException exception)
        {
            listener.Dispose();
            throw SignInErrors.Port(port, exception);
        }
    }

    /// <summary>The parameters of the request; the browser is shown what <paramref name="page"/> makes of them.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReceiveAsync(Func<IReadOnlyDictionary<string, string>, string> page, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var accepting = AcceptAsync(page, stop.Token);
        try
        {
            return await answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await accepting.ConfigureAwait(false);
        }
    }

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync(Func<IReadOnlyDictionary<string, string>, string> page, CancellationToken cancellationToken)
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(cancellationToken).ConfigureAwait(false);
                serving.RemoveAll(task => task.IsCompleted);
                serving.Add(ServeAsync(client, page, cancellationToken));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // A listener that fails takes the answer with it; one that is stopped has it, or nobody waits for it.
            answer.TrySetException(exception);
        }

        await Task.WhenAll(serving).ConfigureAwait(false);
    }

    private async Task ServeAsync(TcpClient client, Func<IReadOnlyDictionary<string, string>, string> page, CancellationToken cancellationToken)
    {
        using var closing = client;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var stream = client.GetStream();
            var (status, text, query) = Decide(await HeadAsync(stream, patience.Token).ConfigureAwait(false), page);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(Response(status, text)), patience.Token).ConfigureAwait(false);
            client.Client.Shutdown(SocketShutdown.Send);
            if (query is not null)
                answer.TrySetResult(query);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // That connection is gone; the browser may make another.
        }
    }

    private (string Status, string Text, IReadOnlyDictionary<string, string>? Query) Decide(string head, Func<IReadOnlyDictionary<string, string>, string> page)
    {
        var lines = head.Split("\r\n");
        if (lines[0].Split(' ') is not [var method, var target, "HTTP/1.1" or "HTTP/1.0"] || !lines.Contains($"host: localhost:{Port.ToString(CultureInfo.InvariantCulture)}", StringComparer.OrdinalIgnoreCase))
            return ("400 Bad Request", "This address takes one sign-in.", null);
        var parts = target.Split('?', 2);
        if (parts[0] != path)
            return ("404 Not Found", "There is nothing here.", null);
        if (method != "GET")
            return ("405 Method Not Allowed", "This address takes one sign-in.", null);
        if (Interlocked.Exchange(ref taken, 1) != 0)
            return ("410 Gone", "The sign-in was taken already.", null);
        var query = Query(parts.Length > 1 ? parts[1] : "");
        return ("200 OK", page(query), query);
    }

    private static async Task<string> HeadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestHead];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            length += read;
            if (read == 0 || buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) >= 0)
                break;
        }

        return Encoding.ASCII.GetString(buffer, 0, length);
    }

    private static Dictionary<string, string> Query(string text)
    {
        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            query.TryAdd(WebUtility.UrlDecode(parts[0]), parts.Length > 1 ? WebUtility.UrlDecode(parts[1]) : "");
        }

        return query;
    }

    private static string Response(string status, string text)
    {
        var page = $"<!doctype html><meta charset=\"utf-8\"><title>intagent</title><p>{WebUtility.HtmlEncode(text)}</p>\n";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {Encoding.UTF8.GetByteCount(page)}\r\nConnection: close\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\nContent-Security-Policy: default-src 'none'\r\n\r\n{page}");
    }
}

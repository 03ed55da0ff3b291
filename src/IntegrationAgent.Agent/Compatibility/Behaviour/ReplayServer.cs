using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace IntegrationAgent.Agent.Compatibility.Behaviour;

/// <summary>Answers a driver's requests out of a recording, on a free port of the loopback address.</summary>
internal sealed partial class ReplayServer : IAsyncDisposable
{
    /// <summary>What stands for the system's host in a recording.</summary>
    public const string RecordedHost = "target.invalid";

    private const int LongestBody = 4 * 1024 * 1024;
    private readonly HttpListener listener = new();
    private readonly RecordedExchanges recorded;
    private readonly Task loop;
    private readonly Lock gate = new();
    private List<RecordedExchange> left = [];
    private List<string> asked = [];
    private bool unknown;
    private bool values;

    public ReplayServer(RecordedExchanges recorded)
    {
        this.recorded = recorded;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Host = $"127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        }

        listener.Prefixes.Add($"http://{Host}/");
        listener.Start();
        loop = Task.Run(RunAsync);
    }

    /// <summary>Address and port.</summary>
    public string Host { get; }

    /// <summary>A recorded text with this server in place of the system.</summary>
    public string Here(string text) => SystemAddress().Replace(text, $"http://{Host}").Replace(RecordedHost, Host, StringComparison.Ordinal);

    /// <summary>A text of this replay as a recording would have it.</summary>
    public string There(string text) => text.Replace(Host, RecordedHost, StringComparison.Ordinal);

    /// <summary>Answers the next call's requests first from what was recorded for it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="withValues">True to keep the values of what is sent, not only its members: what a write sends is what it does.</param>
    public void Begin(RecordedCall call, bool withValues)
    {
        lock (gate)
        {
            values = withValues;
            left = [.. call.Exchanges];
            asked = [];
            unknown = false;
        }
    }

    /// <summary>What was asked since <see cref="Begin"/>, and whether something of it was not recorded.</summary>
    public (IReadOnlyList<string> Asked, bool Unknown) End()
    {
        lock (gate)
            return ([.. asked], unknown);
    }

    public async ValueTask DisposeAsync()
    {
        listener.Close();
        await loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync().ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = Task.Run(() => AnswerAsync(context));
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            var request = context.Request;
            var body = await ReadAsync(request).ConfigureAwait(false);
            var exchange = Take(request.HttpMethod, request.RawUrl ?? "/", body);
            using var response = context.Response;
            if (exchange is null or { Status: 0 })
            {
                response.StatusCode = (int)HttpStatusCode.NotImplemented;
                return;
            }

            response.StatusCode = exchange.Status;
            foreach (var (name, value) in exchange.Headers)
            {
                if (name is "content-length" or "transfer-encoding" or "connection")
                    continue;
                response.AddHeader(name, Here(value));
            }

            if (exchange.Body is { } text)
                await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(Here(text))).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or InvalidOperationException or IOException or ProtocolViolationException)
        {
            // The driver went away.
            context.Response.Abort();
        }
    }

    private RecordedExchange? Take(string method, string path, string body)
    {
        lock (gate)
        {
            var known = There(WebUtility.UrlDecode(path));
            var match = left.Find(one => one.Method == method && WebUtility.UrlDecode(one.Path) == known)
                ?? left.Find(one => one.Method == method && Matches(one.PathTemplate, path))
                ?? Anywhere(one => one.Method == method && WebUtility.UrlDecode(one.Path) == known)
                ?? Anywhere(one => one.Method == method && one.PathTemplate.Length > 0 && Matches(one.PathTemplate, path));
            if (match is not null)
                left.Remove(match);
            unknown |= match is null;
            asked.Add($"{method} {(match is null ? known : match.PathTemplate.Length > 0 ? match.PathTemplate : match.Path)} {(values ? BodyMembers.WithValues(body) : BodyMembers.Of(body))}".TrimEnd());
            return match;
        }
    }

    private RecordedExchange? Anywhere(Func<RecordedExchange, bool> matches) => recorded.Calls.SelectMany(call => call.Exchanges).FirstOrDefault(matches);

    private static bool Matches(string template, string path) =>
        Regex.IsMatch(path, "^" + string.Join("[^/&]*", template.Split("{}").Select(Regex.Escape)) + "$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    private static async Task<string> ReadAsync(HttpListenerRequest request)
    {
        using var reader = new StreamReader(request.InputStream, Encoding.UTF8);
        var buffer = new char[8192];
        var text = new StringBuilder();
        for (int read; (read = await reader.ReadAsync(buffer).ConfigureAwait(false)) > 0 && text.Length < LongestBody;)
            text.Append(buffer, 0, read);
        return text.ToString();
    }

    [GeneratedRegex(@"https?://target\.invalid(?::\d+)?", RegexOptions.CultureInvariant)]
    private static partial Regex SystemAddress();
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace IntegrationAgent.Agent.Tests.Authoring;

/// <summary>An OpenAI-compatible server on a socket of its own: answers each request with the next reply, whole or damaged.</summary>
internal sealed class ModelServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopped = new();
    private readonly Queue<Reply> replies;
    private readonly Task serving;

    public ModelServer(params Reply[] replies)
    {
        this.replies = new Queue<Reply>(replies);
        listener.Start();
        serving = ServeAsync();
    }

    public string BaseUrl => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/v1";

    public List<string> Heads { get; } = [];

    public List<string> Bodies { get; } = [];

    public static Reply Calls(params (string Name, string Arguments)[] calls) => Reply.Json(JsonSerializer.Serialize(new
    {
        id = "c",
        @object = "chat.completion",
        created = 1,
        model = "bench-1",
        choices = new[]
        {
            new
            {
                index = 0,
                message = new { role = "assistant", content = (string?)null, tool_calls = calls.Select((call, i) => new { id = $"call_{i}", type = "function", function = new { name = call.Name, arguments = call.Arguments } }).ToArray() },
                finish_reason = "tool_calls",
            },
        },
        usage = new { prompt_tokens = 100, completion_tokens = 20, total_tokens = 120 },
    }));

    public static Reply Says(string text, string reason = "stop") => Reply.Json(JsonSerializer.Serialize(new
    {
        id = "c",
        @object = "chat.completion",
        created = 1,
        model = "bench-1",
        choices = new[] { new { index = 0, message = new { role = "assistant", content = text }, finish_reason = reason } },
        usage = new { prompt_tokens = 100, completion_tokens = 20, total_tokens = 120 },
    }));

    public async ValueTask DisposeAsync()
    {
        await stopped.CancelAsync();
        listener.Stop();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopped.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!stopped.IsCancellationRequested)
        {
            using var client = await listener.AcceptTcpClientAsync(stopped.Token);
            await AnswerAsync(client.GetStream());
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        var (head, body) = await ReadAsync(stream);
        Heads.Add(head);
        Bodies.Add(body);
        var reply = replies.Count > 1 ? replies.Dequeue() : replies.Peek();
        if (reply.Hangs)
        {
            await Task.Delay(Timeout.Infinite, stopped.Token);
            return;
        }

        var content = Encoding.UTF8.GetBytes(reply.Body);
        var announced = reply.Breaks ? content.Length + 1_000 : content.Length;
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {reply.Status} X\r\nContent-Type: application/json\r\nContent-Length: {announced}\r\n{reply.Headers}Connection: close\r\n\r\n"), stopped.Token);
        await stream.WriteAsync(content, stopped.Token);
    }

    private async Task<(string Head, string Body)> ReadAsync(NetworkStream stream)
    {
        var bytes = new List<byte>();
        var buffer = new byte[16_384];
        var (end, length) = (-1, 0);
        while (end < 0 || bytes.Count < end + 4 + length)
        {
            var read = await stream.ReadAsync(buffer, stopped.Token);
            if (read == 0)
                break;
            bytes.AddRange(buffer.AsSpan(0, read));
            if (end >= 0)
                continue;
            var text = Encoding.Latin1.GetString([.. bytes]);
            end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0)
                length = int.Parse(System.Text.RegularExpressions.Regex.Match(text[..end], "(?i)content-length: (\\d+)") is { Success: true } match ? match.Groups[1].Value : "0", System.Globalization.CultureInfo.InvariantCulture);
        }

        return (Encoding.Latin1.GetString([.. bytes.Take(end)]), Encoding.UTF8.GetString([.. bytes.Skip(end + 4)]));
    }

    internal sealed record Reply(int Status, string Body, string Headers = "", bool Breaks = false, bool Hangs = false)
    {
        public static Reply Json(string body) => new(200, body);
    }
}

using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IntegrationAgent.Cli.Tests.Telemetry;

/// <summary>A collector as programs find it: OTLP over HTTP, protobuf, on a free port of this machine.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly ConcurrentQueue<(string Path, byte[] Body, string Authorization)> received = new();

    private Collector(WebApplication application) => this.application = application;

    public string Address => application.Urls.Single();

    /// <summary>What was sent, whole, as text: for what must not be in it.</summary>
    public string Everything => string.Join('\n', received.Select(one => Encoding.UTF8.GetString(one.Body)));

    public int Requests => received.Count;

    public IReadOnlyList<string> Authorizations => [.. received.Select(one => one.Authorization).Distinct()];

    public IReadOnlyList<ReceivedSpan> Spans => [.. Items("/v1/traces").SelectMany(scope => scope.Messages(2)).Select(span => new ReceivedSpan(
        span.Text(5),
        Convert.ToHexString(span.Bytes(1).Span),
        Convert.ToHexString(span.Bytes(2).Span),
        Convert.ToHexString(span.Bytes(4).Span),
        (int)span.Number(6),
        span.Attributes(9),
        span.Messages(15).Any(status => status.Number(3) == 2)))];

    /// <summary>Every point of every metric: name, unit, attributes, and its value or count.</summary>
    public IReadOnlyList<ReceivedPoint> Points =>
    [
        .. from metric in Items("/v1/metrics").SelectMany(scope => scope.Messages(2))
           from kind in (int[])[7, 9]
           from data in metric.Messages(kind)
           from point in data.Messages(1)
           select kind == 7
               ? new ReceivedPoint(metric.Text(1), metric.Text(3), point.Attributes(7), (long)point.Number(6))
               : new ReceivedPoint(metric.Text(1), metric.Text(3), point.Attributes(9), (long)point.Number(4)),
    ];

    /// <summary>Names of log events, with their attributes.</summary>
    public IReadOnlyList<(string Event, IReadOnlyDictionary<string, string> Attributes)> Logs =>
        [.. Items("/v1/logs").SelectMany(scope => scope.Messages(2)).Select(record => (record.Text(12), record.Attributes(6)))];

    /// <summary>The attributes of what sent it.</summary>
    public IReadOnlyDictionary<string, string> Resource => received.Select(one => new Protobuf(one.Body).Messages(1).First().Messages(1).Single().Attributes(1)).First();

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        var collector = new Collector(application);
        application.MapPost("/v1/{signal}", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            collector.received.Enqueue((request.Path, body.ToArray(), request.Headers.Authorization.ToString()));
            return Results.Bytes([], "application/x-protobuf");
        });
        await application.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    /// <summary>Resource, then scope, then items: the same for the three signals.</summary>
    private IEnumerable<Protobuf> Items(string path) => received.Where(one => one.Path == path).SelectMany(one => new Protobuf(one.Body).Messages(1)).SelectMany(resource => resource.Messages(2));
}

internal sealed record ReceivedSpan(string Name, string Trace, string Id, string Parent, int Kind, IReadOnlyDictionary<string, string> Attributes, bool Failed);

internal sealed record ReceivedPoint(string Name, string Unit, IReadOnlyDictionary<string, string> Attributes, long Value);

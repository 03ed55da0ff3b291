using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Pipes;
using IntegrationAgent.Driver;
using IntegrationAgent.Scripting.Backends;
using IntegrationAgent.Scripting.Flows;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Scripting.Tests;

/// <summary>The agent's end of a wire over real pipes: answers queries from memory and keeps what is written.</summary>
internal sealed class FakeAgent : IWireHandler, IAsyncDisposable
{
    private readonly List<IDisposable> streams = [];
    private readonly WireConnection agentEnd;
    private readonly WireConnection scriptEnd;

    public FakeAgent()
    {
        var (down, downEnd) = Pipe();
        var (up, upEnd) = Pipe();
        agentEnd = new WireConnection(upEnd, down, isParent: true, this);
        scriptEnd = new WireConnection(downEnd, up, isParent: false, this);
        agentEnd.Start();
        scriptEnd.Start();
        Backend = new FrameBackend(scriptEnd, new RunBody { Assembly = [], Now = Now, Seed = 7, Parameters = new Dictionary<string, string> { ["region"] = "EU" } });
        Context = new ScriptContext(Backend);
        Job = new Job(Context);
    }

    public static DateTimeOffset Now { get; } = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public FrameBackend Backend { get; }

    public ScriptContext Context { get; }

    public Job Job { get; }

    public WireConnection ScriptEnd => scriptEnd;

    /// <summary>Makes the pages that answer a query.</summary>
    public Func<ScriptQueryBody, IEnumerable<RecordPage>> Pages { get; set; } = _ => [];

    /// <summary>Called after each page of a write; throws to refuse it.</summary>
    public Action<ScriptWriteBody, long>? OnPage { get; set; }

    public ConcurrentQueue<ScriptQueryBody> Queries { get; } = new();

    public ConcurrentQueue<ScriptWriteBody> Writes { get; } = new();

    public ConcurrentQueue<ScriptEnsureBody> Ensured { get; } = new();

    public ConcurrentQueue<LogBody> Lines { get; } = new();

    /// <summary>The pages that were written: position and rows, each row its fields as text.</summary>
    public ConcurrentQueue<(int Step, long Position, string[][] Rows)> Written { get; } = new();

    public IEnumerable<string[]> Rows => Written.SelectMany(page => page.Rows);

    public async Task HandleAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        switch (exchange.Method)
        {
            case ScriptMethods.Query:
                var query = exchange.ReadBody(WireJson.Default.ScriptQueryBody);
                Queries.Enqueue(query);
                long sent = 0;
                foreach (var page in Pages(query))
                {
                    using (page)
                        await exchange.SendPageAsync(page, sent++, cancellationToken);
                }

                exchange.EndPages();
                exchange.Reply(new StreamReply { Pages = sent }, WireJson.Default.StreamReply);
                break;
            case ScriptMethods.Write:
                await WriteAsync(exchange, cancellationToken);
                break;
            case ScriptMethods.EnsureObject:
                var ensure = exchange.ReadBody(WireJson.Default.ScriptEnsureBody);
                Ensured.Enqueue(ensure);
                var schema = new ObjectSchema { Name = ensure.Request.Object, Fields = ensure.Request.Fields };
                exchange.Reply(new EnsureObjectResponse { Created = true, Schema = schema }, WireJson.Default.EnsureObjectResponse);
                break;
            case ScriptMethods.Log:
                Lines.Enqueue(exchange.ReadBody(WireJson.Default.LogBody));
                exchange.Reply(Nothing.Instance, WireJson.Default.Nothing);
                break;
            default:
                throw new DriverException(DriverErrorCode.Unsupported, $"No {exchange.Method} here.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Backend.DisposeAsync();
        await scriptEnd.DisposeAsync();
        await agentEnd.DisposeAsync();
        streams.ForEach(stream => stream.Dispose());
    }

    private async Task WriteAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        var write = exchange.ReadBody(WireJson.Default.ScriptWriteBody);
        Writes.Enqueue(write);
        long rows = 0;
        await foreach (var framed in exchange.ReadPagesAsync(cancellationToken))
        {
            var position = framed.Position;
            using var page = framed.ToRecordPage();
            Written.Enqueue((write.Step, position, [.. Enumerable.Range(0, page.Count).Select(row => Texts(page[row]))]));
            rows += page.Count;
            OnPage?.Invoke(write, position);
        }

        exchange.Reply(new ScriptWriteReply { Created = rows }, WireJson.Default.ScriptWriteReply);
    }

    private static string[] Texts(Driver.Record record) =>
    [
        .. Enumerable.Range(0, record.Schema.Fields.Count).Select(field => record.GetState(field) == ValueState.Present
            ? record.GetValue(field).ToInvariantString()
            : record.GetState(field).ToString().ToLower(CultureInfo.InvariantCulture)),
    ];

    private (Stream Near, Stream Far) Pipe()
    {
        var near = new AnonymousPipeServerStream(PipeDirection.Out);
        var far = new AnonymousPipeClientStream(PipeDirection.In, near.ClientSafePipeHandle);
        streams.Add(near);
        streams.Add(far);
        return (near, far);
    }
}

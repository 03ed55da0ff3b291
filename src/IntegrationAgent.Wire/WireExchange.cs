using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Wire;

/// <summary>
/// One call and all that belongs to it: its body, pages in either direction, events, and the reply. Sending waits for the receiver's credit.
/// Thread-safe for one sender and one receiver at a time in each direction.
/// </summary>
public sealed class WireExchange : IDisposable
{
    private readonly WireConnection connection;
    private readonly Channel<WirePage> pages = Channel.CreateUnbounded<WirePage>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly Channel<WireEvent> events = Channel.CreateUnbounded<WireEvent>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly TaskCompletionSource<ReadOnlyMemory<byte>> reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim credits = new(0);
    private readonly CancellationTokenSource cancelled;
    private readonly ReadOnlyMemory<byte> body;
    private RecordSchema? inbound;
    private RecordSchema? outbound;
    private int granted;
    private int queuedEvents;
    private bool answered;

    internal WireExchange(WireConnection connection, int id, string method, ReadOnlyMemory<byte> body, bool incoming, CancellationToken connectionEnded)
    {
        this.connection = connection;
        Id = id;
        Method = method;
        this.body = body;
        Incoming = incoming;
        cancelled = CancellationTokenSource.CreateLinkedTokenSource(connectionEnded);
        _ = reply.Task.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    /// <summary>The exchange's number on this connection.</summary>
    public int Id { get; }

    /// <summary>What is asked, in snake_case.</summary>
    public string Method { get; }

    /// <summary>True when the other side called.</summary>
    public bool Incoming { get; }

    /// <summary>Completes when the reply has come, the call has failed, or it was given up. Never fails.</summary>
    public Task Ended => ended.Task;

    /// <summary>Why the call failed; null for a reply, and while nothing has come.</summary>
    public Exception? Failure => reply.Task.Exception?.InnerException;

    /// <summary>Cancelled when the caller gives up or the connection ends.</summary>
    internal CancellationToken Cancelled => cancelled.Token;

    /// <summary>The call's body.</summary>
    /// <exception cref="WireException">It is not what the method takes.</exception>
    public T ReadBody<T>(JsonTypeInfo<T> type) => Deserialize(body, type);

    /// <summary>Replies. Called once, by the side that was called.</summary>
    public void Reply<T>(T value, JsonTypeInfo<T> type)
    {
        answered = true;
        connection.Send(FrameType.Reply, Id, JsonSerializer.SerializeToUtf8Bytes(value, type));
    }

    /// <summary>Waits for the reply.</summary>
    /// <exception cref="DriverException">The other side's driver failed.</exception>
    /// <exception cref="WireFaultException">The other side answered with another error.</exception>
    /// <exception cref="WireException">The connection broke.</exception>
    public async Task<T> GetReplyAsync<T>(JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.Register(static state => ((WireExchange)state!).Cancel(), this).ConfigureAwait(false);
        try
        {
            return Deserialize(await reply.Task.WaitAsync(cancellationToken).ConfigureAwait(false), type);
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Says what the columns of the pages to come are. Called before the first page.</summary>
    public void SendSchema(RecordSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        outbound = schema;
        connection.Send(FrameType.Schema, Id, JsonSerializer.SerializeToUtf8Bytes(schema, WireJson.Default.RecordSchema));
    }

    /// <summary>Sends a page when the receiver has room for it. The caller keeps the page.</summary>
    public async ValueTask SendPageAsync(RecordPage page, long position, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(page);
        using var framed = WirePage.FromRecords(page);
        await SendPageAsync(framed, position, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a page that came over the wire, without decoding it. The caller keeps the page and disposes it.</summary>
    public async ValueTask SendPageAsync(WirePage page, long position, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (!ReferenceEquals(outbound, page.Schema))
            SendSchema(page.Schema);
        if (!credits.Wait(0, cancellationToken))
        {
            await WaitForCreditAsync(cancellationToken).ConfigureAwait(false);
        }

        connection.Write(page.Frame(Id, position).Span);
    }

    /// <summary>Says that no more pages follow in this direction.</summary>
    public void EndPages() => connection.Send(FrameType.EndOfPages, Id, []);

    /// <summary>
    /// The pages that the other side sends, until it says that no more follow. The reader disposes each. Reading grants credit: so many pages may be under way.
    /// </summary>
    public async IAsyncEnumerable<WirePage> ReadPagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Grant(connection.Limits.Window);
        await using var registration = cancellationToken.Register(static state => ((WireExchange)state!).Cancel(), this).ConfigureAwait(false);
        while (await pages.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (pages.Reader.TryRead(out var page))
            {
                yield return page;
                Grant(1);
            }
        }
    }

    /// <summary>Sends a named message within the exchange.</summary>
    public void SendEvent<T>(string name, T value, JsonTypeInfo<T> type) =>
        connection.Send(FrameType.Event, Id, WireConnection.Named(name, JsonSerializer.SerializeToUtf8Bytes(value, type)));

    /// <summary>The messages that the other side sends within the exchange, until the exchange ends.</summary>
    public IAsyncEnumerable<WireEvent> ReadEventsAsync(CancellationToken cancellationToken) => events.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Tells the other side that the answer is no longer wanted. Harmless when it has come.</summary>
    public void Cancel()
    {
        if (!Incoming && !reply.Task.IsCompleted)
            connection.TrySend(FrameType.Cancel, Id);
    }

    /// <summary>Forgets the exchange, and cancels it where the answer has not come.</summary>
    public void Dispose()
    {
        Cancel();
        if (!Incoming)
        {
            connection.Forget(Id);
            // Whoever still sends pages stops; afterwards nothing ties the exchange to the connection.
            OnCancel();
            cancelled.Dispose();
        }

        while (pages.Reader.TryRead(out var page))
            page.Dispose();
        ended.TrySetResult();
    }

    internal void OnSchema(ReadOnlySpan<byte> payload) =>
        inbound = JsonSerializer.Deserialize(payload, WireJson.Default.RecordSchema) ?? throw Malformed("A schema frame is empty.");

    internal void OnPage(byte[] buffer, int payloadLength)
    {
        if (Interlocked.Decrement(ref granted) < 0)
            throw new WireException(WireException.Limit, "The peer sent more pages than it was allowed to.");
        var page = WirePage.Parse(inbound ?? throw Malformed("A page came before its schema."), buffer, payloadLength);
        if (!pages.Writer.TryWrite(page))
            page.Dispose();
    }

    internal void OnCredit(int count)
    {
        if (count <= 0 || credits.CurrentCount + (long)count > 1024)
            throw new WireException(WireException.Limit, "The peer granted an impossible number of pages.");
        credits.Release(count);
    }

    internal void OnEvent(WireEvent received)
    {
        if (Interlocked.Increment(ref queuedEvents) > 1_000_000)
            throw new WireException(WireException.Limit, "The peer sent too many events.");
        events.Writer.TryWrite(received);
    }

    internal void OnEndOfPages() => pages.Writer.TryComplete();

    internal void OnReply(ReadOnlyMemory<byte> payload)
    {
        pages.Writer.TryComplete();
        events.Writer.TryComplete();
        reply.TrySetResult(payload);
        ended.TrySetResult();
    }

    internal void OnFailed(Exception exception)
    {
        pages.Writer.TryComplete(exception);
        events.Writer.TryComplete(exception);
        reply.TrySetException(exception);
        ended.TrySetResult();
        OnCancel();
    }

    internal void OnCancel()
    {
        try
        {
            cancelled.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The handler has ended in the meantime.
        }
    }

    /// <summary>Runs the handler for an incoming call; whatever it throws becomes a fault.</summary>
    internal async Task RunAsync(IWireHandler handler)
    {
        try
        {
            await handler.HandleAsync(this, cancelled.Token).ConfigureAwait(false);
            if (!answered)
                connection.TrySendFault(Id, new InvalidOperationException("The handler did not answer."));
        }
        catch (Exception exception)
        {
            // Also a WireException: it may come from another connection that the handler uses, and this caller still waits.
            connection.TrySendFault(Id, exception);
        }
        finally
        {
            connection.Forget(Id);
            OnReply(default);
            while (pages.Reader.TryRead(out var page))
                page.Dispose();
            cancelled.Dispose();
        }
    }

    private async Task WaitForCreditAsync(CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, cancelled.Token);
        try
        {
            await credits.WaitAsync(linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && reply.Task.IsFaulted)
        {
            // The receiver refused: its reason, not that the waiting ended.
            await reply.Task.ConfigureAwait(false);
        }
    }

    private void Grant(int count)
    {
        Interlocked.Add(ref granted, count);
        Span<byte> payload = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(payload, count);
        connection.TrySend(FrameType.Credit, Id, payload);
    }

    private static T Deserialize<T>(ReadOnlyMemory<byte> json, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json.Span, type) ?? throw Malformed("A message is null.");
        }
        catch (JsonException exception)
        {
            throw new WireException(WireException.Malformed, "A message is not what its method takes.", exception);
        }
    }

    private static WireException Malformed(string message) => new(WireException.Malformed, message);
}

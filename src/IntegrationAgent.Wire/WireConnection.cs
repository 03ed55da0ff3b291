using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Wire;

/// <summary>
/// One end of the wire between two processes. Symmetric: both ends call and are called. A dedicated thread reads; writing blocks at most until the other end's
/// reading thread has taken the bytes, which it always does. Thread-safe.
/// </summary>
public sealed class WireConnection : IAsyncDisposable
{
    private readonly Stream input;
    private readonly Stream output;
    private readonly IWireHandler handler;
    private readonly TimeProvider timeProvider;
    private readonly OpenExchanges exchanges = new();
    private readonly Lock writing = new();
    private readonly CancellationTokenSource ended = new();
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int parity;
    private int lastId;
    private int incoming;
    private int callsThisSecond;
    private long second;
    private long received;
    private bool endSent;
    private Exception? failure;

    /// <summary>Takes both streams; <see cref="Start"/> begins to read.</summary>
    /// <param name="input">Where frames come from.</param>
    /// <param name="output">Where frames go.</param>
    /// <param name="isParent">True at the end that started the other process: the two ends number their calls differently.</param>
    /// <param name="handler">Answers the other side's calls.</param>
    /// <param name="limits">What the other side may do.</param>
    /// <param name="timeProvider">The clock for the limit on calls in a second.</param>
    public WireConnection(Stream input, Stream output, bool isParent, IWireHandler handler, WireLimits? limits = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(handler);
        this.input = input;
        this.output = output;
        this.handler = handler;
        this.timeProvider = timeProvider ?? TimeProvider.System;
        Limits = limits ?? new WireLimits();
        parity = isParent ? 0 : 1;
        lastId = parity;
    }

    /// <summary>What the other side may do.</summary>
    public WireLimits Limits { get; }

    /// <summary>Completes when the other side has ended in order; fails with a <see cref="WireException"/> when it has not.</summary>
    public Task Completion => completion.Task;

    /// <summary>How many bytes have come.</summary>
    public long BytesReceived => Interlocked.Read(ref received);

    /// <summary>Begins to read, on a thread of its own.</summary>
    public void Start()
    {
        var thread = new Thread(ReadLoop, 256 * 1024) { IsBackground = true, Name = "wire reader" };
        thread.Start();
    }

    /// <summary>Opens an exchange. The caller reads its pages and events and takes its reply, or disposes it.</summary>
    public WireExchange Open<T>(string method, T body, JsonTypeInfo<T> type)
    {
        ThrowIfEnded();
        return Open(method, JsonSerializer.SerializeToUtf8Bytes(body, type));
    }

    /// <summary>
    /// Says that this host is ready, as <see cref="ScriptMethods.Ready"/>, and waits for the reply. The text goes out before the JSON of the messages is set up:
    /// that takes longer than all else a host does before it is ready, and is done while the agent answers.
    /// </summary>
    /// <exception cref="ArgumentException">The isolation is not one word of ASCII letters and digits.</exception>
    /// <exception cref="WireException">The connection broke.</exception>
    /// <exception cref="WireFaultException">The agent does not want this host.</exception>
    public Task AnnounceAsync(ReadyBody ready)
    {
        ArgumentNullException.ThrowIfNull(ready);
        ThrowIfEnded();
        var exchange = Open(ScriptMethods.Ready, ready.ToUtf8());
        return exchange.GetReplyAsync(WireJson.Default.Nothing, CancellationToken.None);
    }

    /// <summary>Calls and waits for the reply.</summary>
    public async Task<TReply> CallAsync<TBody, TReply>(string method, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TReply> replyType, CancellationToken cancellationToken)
    {
        using var exchange = Open(method, body, bodyType);
        return await exchange.GetReplyAsync(replyType, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says END and waits until the other side has said it too, or the token is cancelled.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        SendEnd();
        await completion.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says END where that is still possible, and forgets the streams. Does not wait.</summary>
    public ValueTask DisposeAsync()
    {
        try
        {
            SendEnd();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The other side is gone.
        }

        Fail(new WireException(WireException.Closed, "The connection has been closed."));
        return ValueTask.CompletedTask;
    }

    internal static byte[] Named(string name, byte[] body)
    {
        var nameLength = Encoding.UTF8.GetByteCount(name);
        var payload = new byte[2 + nameLength + body.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(payload, (ushort)nameLength);
        Encoding.UTF8.GetBytes(name, payload.AsSpan(2));
        body.CopyTo(payload, 2 + nameLength);
        return payload;
    }

    internal void Send(FrameType type, int exchange, ReadOnlySpan<byte> payload)
    {
        var length = FrameHeader.Length + 4 + payload.Length;
        var frame = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            FrameHeader.Write(frame, 4 + payload.Length, type);
            BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(FrameHeader.Length), exchange);
            payload.CopyTo(frame.AsSpan(FrameHeader.Length + 4));
            Write(frame.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    internal void TrySend(FrameType type, int exchange, ReadOnlySpan<byte> payload = default)
    {
        try
        {
            Send(type, exchange, payload);
        }
        catch (WireException)
        {
            // Only sent as a courtesy.
        }
    }

    internal void TrySendFault(int exchange, Exception exception) =>
        TrySend(FrameType.Fault, exchange, JsonSerializer.SerializeToUtf8Bytes(WireFault.From(exception), WireJson.Default.WireFault));

    internal void Write(ReadOnlySpan<byte> frame)
    {
        ThrowIfEnded();
        try
        {
            lock (writing)
            {
                output.Write(frame);
                output.Flush();
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            throw new WireException(WireException.PeerGone, "The other process is gone.", exception);
        }
    }

    internal void Forget(int id)
    {
        if (exchanges.Take(id) is { Incoming: true })
            Interlocked.Decrement(ref incoming);
    }

    private void SendEnd()
    {
        lock (writing)
        {
            if (endSent || ended.IsCancellationRequested)
                return;
            endSent = true;
            Span<byte> frame = stackalloc byte[FrameHeader.Length];
            FrameHeader.Write(frame, 0, FrameType.End);
            output.Write(frame);
            output.Flush();
        }
    }

    /// <summary>The other side waits for our END too; nothing else can be sent any more.</summary>
    private void AnswerEnd()
    {
        try
        {
            SendEnd();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // It said all it had to and is gone.
        }
    }

    private void ReadLoop()
    {
        var header = new byte[FrameHeader.Length];
        try
        {
            while (true)
            {
                if (input.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
                    throw new WireException(WireException.PeerGone, "The other process ended without saying so.");
                var length = BinaryPrimitives.ReadInt32LittleEndian(header);
                var type = (FrameType)header[4];
                Check(type, length);
                if (type == FrameType.End)
                    break;
                var buffer = ArrayPool<byte>.Shared.Rent(FrameHeader.Length + length);
                var kept = false;
                try
                {
                    input.ReadExactly(buffer, FrameHeader.Length, length);
                    kept = Dispatch(type, buffer, length);
                }
                finally
                {
                    if (!kept)
                        ArrayPool<byte>.Shared.Return(buffer);
                }
            }

            FailExchanges(new WireException(WireException.PeerGone, "The other process has ended."));
            AnswerEnd();
            completion.TrySetResult();
            ended.Cancel();
        }
        catch (WireException exception)
        {
            Fail(exception);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or EndOfStreamException)
        {
            Fail(new WireException(WireException.PeerGone, "The other process ended without saying so.", exception));
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidDataException or DecoderFallbackException)
        {
            Fail(new WireException(WireException.Malformed, "The other process sent what is not a message.", exception));
        }
    }

    private void Check(FrameType type, int length)
    {
        var most = FrameHeader.MaxPayload(type, Limits);
        if (most < 0)
            throw new WireException(WireException.Malformed, "The other process sent a frame of no known kind.");
        if (length < 0 || length > most || (type != FrameType.End && length < 4))
            throw new WireException(WireException.Limit, $"The other process sent a {type} frame of a size that is not allowed.");
        if (Interlocked.Add(ref received, FrameHeader.Length + length) > Limits.MaxTotalBytes)
            throw new WireException(WireException.Limit, "The other process sent more than it was allowed to in all.");
    }

    /// <summary>True when the buffer was kept.</summary>
    private bool Dispatch(FrameType type, byte[] buffer, int length)
    {
        var payload = buffer.AsSpan(FrameHeader.Length, length);
        var id = BinaryPrimitives.ReadInt32LittleEndian(payload);
        if (type == FrameType.Call)
        {
            OnCall(id, payload[4..]);
            return false;
        }

        if (exchanges.Find(id) is not { } exchange)
            return false;
        switch (type)
        {
            case FrameType.Page:
                exchange.OnPage(buffer, length);
                return true;
            case FrameType.Schema:
                exchange.OnSchema(payload[4..]);
                break;
            case FrameType.Credit when length == 8:
                exchange.OnCredit(BinaryPrimitives.ReadInt32LittleEndian(payload[4..]));
                break;
            case FrameType.EndOfPages:
                exchange.OnEndOfPages();
                break;
            case FrameType.Event:
                var name = Unname(payload[4..], out var eventBody);
                exchange.OnEvent(new WireEvent(name, eventBody.ToArray()));
                break;
            case FrameType.Reply when !exchange.Incoming:
                exchange.OnReply(payload[4..].ToArray());
                exchanges.Take(id);
                break;
            case FrameType.Fault when !exchange.Incoming:
                var fault = JsonSerializer.Deserialize(payload[4..], WireJson.Default.WireFault);
                exchange.OnFailed(fault?.ToException() ?? new WireException(WireException.Malformed, "A fault is empty."));
                exchanges.Take(id);
                break;
            case FrameType.Cancel when exchange.Incoming:
                ThreadPool.UnsafeQueueUserWorkItem(static state => state.OnCancel(), exchange, preferLocal: false);
                break;
            default:
                throw new WireException(WireException.Malformed, $"A {type} frame came where none belongs.");
        }

        return false;
    }

    private void OnCall(int id, ReadOnlySpan<byte> payload)
    {
        if ((id & 1) == parity)
            throw new WireException(WireException.Malformed, "The other process used a number of ours.");
        CountCall();
        var method = Unname(payload, out var body);
        var exchange = new WireExchange(this, id, method, body.ToArray(), incoming: true, ended.Token);
        if (!exchanges.Add(exchange))
            throw new WireException(WireException.Malformed, "The other process used a number twice.");
        if (Interlocked.Increment(ref incoming) > Limits.MaxOutstandingCalls)
            throw new WireException(WireException.Limit, "The other process has too many calls under way.");
        _ = Task.Run(() => exchange.RunAsync(handler));
    }

    private void CountCall()
    {
        var now = timeProvider.GetTimestamp() / timeProvider.TimestampFrequency;
        callsThisSecond = now == second ? callsThisSecond + 1 : 1;
        second = now;
        if (callsThisSecond > Limits.MaxCallsPerSecond)
            throw new WireException(WireException.Limit, "The other process calls too often.");
    }

    private static string Unname(ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> body)
    {
        if (payload.Length < 2)
            throw new WireException(WireException.Malformed, "A frame has no name.");
        var length = BinaryPrimitives.ReadUInt16LittleEndian(payload);
        if (length > 64 || length > payload.Length - 2)
            throw new WireException(WireException.Malformed, "A frame's name is too long.");
        body = payload[(2 + length)..];
        return Encoding.UTF8.GetString(payload.Slice(2, length));
    }

    private void Fail(WireException exception)
    {
        if (Interlocked.CompareExchange(ref failure, exception, null) is not null)
            return;
        FailExchanges(exception);
        ended.Cancel();
        completion.TrySetException(exception);
        _ = completion.Task.Exception;
    }

    private void FailExchanges(WireException exception)
    {
        Interlocked.CompareExchange(ref failure, exception, null);
        foreach (var exchange in exchanges.All)
            exchange.OnFailed(exception);
    }

    private WireExchange Open(string method, byte[] body)
    {
        var id = Interlocked.Add(ref lastId, 2);
        var exchange = new WireExchange(this, id, method, default, incoming: false, ended.Token);
        exchanges.Add(exchange);

        // The failure is set before the exchanges are told: whoever is added later sees it here.
        if (HasEnded)
            exchange.OnFailed(Failure());
        Send(FrameType.Call, id, Named(method, body));
        return exchange;
    }

    private bool HasEnded => Volatile.Read(ref failure) is not null || ended.IsCancellationRequested;

    private void ThrowIfEnded()
    {
        if (HasEnded)
            throw Failure();
    }

    private WireException Failure() => failure is WireException known
        ? new WireException(known.Code, known.Message, known)
        : new WireException(WireException.Closed, "The connection has been closed.");
}

using System.Buffers;
using System.Text.Json;

namespace IntegrationAgent.Driver.Authoring;

/// <summary>
/// Reads an answer of the form <c>{"total": …, "records": [{…}, …]}</c> (or a bare array) from a stream, straight into a page writer. Holds one pooled buffer,
/// never the whole answer: memory depends on the largest record only. Not thread-safe; reusable.
/// </summary>
public sealed class JsonPageReader
{
    private const int InitialBuffer = 128 * 1024;
    private const int LargestBuffer = 256 * 1024 * 1024;
    private readonly JsonRecordMap map;
    private readonly byte[][] envelope;
    private readonly string[] values;
    private readonly JsonTokenType[] kinds;
    private readonly byte[]? recordsProperty;
    private Phase phase;

    /// <summary>Makes a reader.</summary>
    /// <param name="map">How an object becomes a record.</param>
    /// <param name="recordsProperty">The property that holds the records; null where the answer is the array itself.</param>
    /// <param name="envelope">Further properties of the answer to keep, see <see cref="GetEnvelope"/>.</param>
    public JsonPageReader(JsonRecordMap map, string? recordsProperty, params IReadOnlyList<string> envelope)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(envelope);
        this.map = map;
        this.recordsProperty = recordsProperty is null ? null : System.Text.Encoding.UTF8.GetBytes(recordsProperty);
        this.envelope = [.. envelope.Select(System.Text.Encoding.UTF8.GetBytes)];
        values = new string[this.envelope.Length];
        kinds = new JsonTokenType[this.envelope.Length];
    }

    private enum Phase
    {
        Start,
        Envelope,
        Records,
        End,
    }

    /// <summary>
    /// Called when the records of an answer begin: what stands before them, mostly the address of the next page, can be had from <see cref="GetEnvelope"/> by then.
    /// </summary>
    /// <value>Default: null, for nothing.</value>
    public Action? BeforeRecords { get; set; }

    /// <summary>A property of the last answer beside its records, as text; null where it was missing or null.</summary>
    public string? GetEnvelope(int index) => kinds[index] is JsonTokenType.None or JsonTokenType.Null ? null : values[index];

    /// <summary>Reads one answer to its end.</summary>
    /// <exception cref="DriverException">
    /// <see cref="DriverErrorCode.IncompleteResult"/> when the answer is not complete JSON or has no records; <see cref="DriverErrorCode.SchemaChanged"/> when a value
    /// is not of its field's type.
    /// </exception>
    public async ValueTask ReadAsync(Stream stream, RecordPageWriter writer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(writer);
        Array.Clear(kinds);
        phase = Phase.Start;
        var state = default(JsonReaderState);
        var buffer = ArrayPool<byte>.Shared.Rent(InitialBuffer);
        var length = 0;
        try
        {
            while (true)
            {
                var ended = false;
                while (length < buffer.Length)
                {
                    var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
                    length += read;
                    if (read == 0)
                    {
                        ended = true;
                        break;
                    }
                }

                var consumed = Parse(buffer.AsSpan(0, length), ended, writer, ref state);
                if (ended)
                    break;
                if (consumed == 0)
                    buffer = Grow(buffer, length);
                else
                    buffer.AsSpan(consumed, length - consumed).CopyTo(buffer);
                length -= consumed;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (phase != Phase.End)
            throw Incomplete("The answer ended early.", null);
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        if (buffer.Length >= LargestBuffer)
            throw Incomplete("One record is larger than 256 MiB.", null);
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static DriverException Incomplete(string what, Exception? cause) =>
        new(DriverErrorCode.IncompleteResult, $"{what} The result is not complete; read it again.", cause) { Retry = RetryAdvice.After };

    private int Parse(ReadOnlySpan<byte> bytes, bool ended, RecordPageWriter writer, ref JsonReaderState state)
    {
        var reader = new Utf8JsonReader(bytes, ended, state);
        try
        {
            while (TryStep(ref reader, bytes, writer))
            {
            }
        }
        catch (JsonException exception)
        {
            throw Incomplete("The answer is not valid JSON.", exception);
        }

        state = reader.CurrentState;
        return (int)reader.BytesConsumed;
    }

    /// <summary>One step: a record, or one property of the envelope. False where the bytes end; the reader then stands where it stood before.</summary>
    private bool TryStep(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, RecordPageWriter writer)
    {
        var before = reader;
        if (TryAdvance(ref reader, bytes, writer))
            return true;
        reader = before;
        return false;
    }

    private bool TryAdvance(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, RecordPageWriter writer)
    {
        if (!reader.Read())
            return false;
        switch (phase)
        {
            case Phase.Start:
                if (reader.TokenType != (recordsProperty is null ? JsonTokenType.StartArray : JsonTokenType.StartObject))
                    throw Incomplete("The answer has another form than expected.", null);
                phase = recordsProperty is null ? Phase.Records : Phase.Envelope;
                return true;
            case Phase.Records when reader.TokenType == JsonTokenType.StartObject:
                return map.TryReadRecord(ref reader, bytes, writer);
            case Phase.Records when reader.TokenType == JsonTokenType.EndArray:
                phase = recordsProperty is null ? Phase.End : Phase.Envelope;
                return true;
            case Phase.Envelope when reader.TokenType == JsonTokenType.EndObject:
                phase = Phase.End;
                return true;
            case Phase.Envelope:
                return TryReadProperty(ref reader);
            default:
                throw Incomplete("The answer has another form than expected.", null);
        }
    }

    private bool TryReadProperty(ref Utf8JsonReader reader)
    {
        var isRecords = reader.ValueTextEquals(recordsProperty);
        var wanted = -1;
        for (var i = 0; i < envelope.Length && !isRecords; i++)
        {
            if (reader.ValueTextEquals(envelope[i]))
                wanted = i;
        }

        if (!reader.Read())
            return false;
        if (isRecords && reader.TokenType == JsonTokenType.StartArray)
        {
            phase = Phase.Records;
            BeforeRecords?.Invoke();
            return true;
        }

        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            return reader.TrySkip();
        if (wanted >= 0)
        {
            kinds[wanted] = reader.TokenType;
            values[wanted] = reader.TokenType == JsonTokenType.String ? reader.GetString()! : System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
        }

        return true;
    }
}

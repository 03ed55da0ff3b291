using System.Buffers.Binary;
using System.Text;

namespace IntegrationAgent.Cli.Tests.Telemetry;

/// <summary>The fields of one protobuf message: enough to read what a collector is sent.</summary>
internal sealed class Protobuf
{
    private readonly List<(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)> fields = [];

    public Protobuf(ReadOnlyMemory<byte> message)
    {
        var at = 0;
        while (at < message.Length)
        {
            var key = Varint(message.Span, ref at);
            var (value, bytes) = (0UL, ReadOnlyMemory<byte>.Empty);
            switch (key & 7)
            {
                case 0:
                    value = Varint(message.Span, ref at);
                    break;
                case 1:
                    value = BinaryPrimitives.ReadUInt64LittleEndian(message.Span[at..]);
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message.Span, ref at);
                    bytes = message.Slice(at, length);
                    at += length;
                    break;
                case 5:
                    value = BinaryPrimitives.ReadUInt32LittleEndian(message.Span[at..]);
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"Wire type {key & 7} at {at}.");
            }

            fields.Add(((int)(key >> 3), value, bytes));
        }
    }

    public IEnumerable<Protobuf> Messages(int number) => fields.Where(field => field.Number == number).Select(field => new Protobuf(field.Bytes));

    public string Text(int number) => Encoding.UTF8.GetString(fields.LastOrDefault(field => field.Number == number).Bytes.Span);

    public ReadOnlyMemory<byte> Bytes(int number) => fields.LastOrDefault(field => field.Number == number).Bytes;

    public ulong Number(int number) => fields.LastOrDefault(field => field.Number == number).Value;

    public bool Has(int number) => fields.Exists(field => field.Number == number);

    /// <summary>Attributes: <c>KeyValue</c> messages of a field.</summary>
    public IReadOnlyDictionary<string, string> Attributes(int number) => Messages(number).ToDictionary(pair => pair.Text(1), pair => Value(pair.Messages(2).Single()));

    /// <summary>An <c>AnyValue</c> as a text.</summary>
    public static string Value(Protobuf any) => any switch
    {
        _ when any.Has(1) => any.Text(1),
        _ when any.Has(2) => any.Number(2) == 1 ? "true" : "false",
        _ when any.Has(3) => ((long)any.Number(3)).ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ when any.Has(4) => BitConverter.UInt64BitsToDouble(any.Number(4)).ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => "",
    };

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }
}

using System.Buffers.Binary;
using System.Text;

namespace IntegrationAgent.Wire.Tests;

/// <summary>Frames byte by byte, as a hostile process would write them.</summary>
internal static class Frames
{
    public const byte Call = 1, Reply = 2, Fault = 3, Schema = 4, Page = 5, Credit = 6, EndOfPages = 7, Cancel = 8, Event = 9, End = 10;

    public static byte[] Raw(int length, byte type, params byte[] payload)
    {
        var frame = new byte[5 + payload.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, length);
        frame[4] = type;
        payload.CopyTo(frame, 5);
        return frame;
    }

    public static byte[] Of(byte type, int exchange, params byte[] body)
    {
        var payload = new byte[4 + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(payload, exchange);
        body.CopyTo(payload, 4);
        return Raw(payload.Length, type, payload);
    }

    public static byte[] Named(string name, string json)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)bytes.Length);
        return [.. length, .. bytes, .. Encoding.UTF8.GetBytes(json)];
    }

    public static byte[] Int32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    /// <summary>The rest of a page's payload behind the exchange's id.</summary>
    public static byte[] PageBody(int count, int notesLength, byte[] rest) => [.. new byte[8], .. Int32(count), .. Int32(notesLength), .. rest];
}

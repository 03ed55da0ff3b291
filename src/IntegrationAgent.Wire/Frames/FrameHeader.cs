using System.Buffers.Binary;

namespace IntegrationAgent.Wire;

/// <summary>The five bytes before every payload.</summary>
internal static class FrameHeader
{
    internal const int Length = 5;

    internal static void Write(Span<byte> target, int payloadLength, FrameType type)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, payloadLength);
        target[4] = (byte)type;
    }

    /// <summary>The greatest payload of a kind in bytes, checked before a buffer is rented; 0 for a kind that does not exist.</summary>
    internal static int MaxPayload(FrameType type, WireLimits limits) => type switch
    {
        FrameType.Call or FrameType.Reply => limits.MaxControlBytes,
        FrameType.Schema or FrameType.Event => limits.MaxEventBytes,
        FrameType.Fault => 64 * 1024,
        FrameType.Page => limits.MaxPageBytes,
        FrameType.Credit => 8,
        FrameType.EndOfPages or FrameType.Cancel => 4,
        FrameType.End => 0,
        _ => -1,
    };
}

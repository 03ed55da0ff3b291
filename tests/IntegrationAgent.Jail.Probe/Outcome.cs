using System.ComponentModel;
using System.Net.Sockets;
using IntegrationAgent.Jail.Native;

namespace IntegrationAgent.Jail.Probe;

/// <summary>What became of an attempt, in one word: <c>allowed</c>, <c>errno:N</c>, or what .NET made of it.</summary>
internal static class Outcome
{
    public const string Allowed = "allowed";

    public static string Of(nint result) => result < 0 ? $"errno:{Libc.Errno}" : Allowed;

    public static string Of(Exception exception) => exception switch
    {
        UnauthorizedAccessException => "denied",
        FileNotFoundException or DirectoryNotFoundException => "absent",
        OutOfMemoryException => "out of memory",
        SocketException socket => $"socket:{socket.SocketErrorCode}",
        Win32Exception native => $"errno:{native.NativeErrorCode}",
        HttpRequestException { InnerException: { } inner } => Of(inner),
        IOException io => $"io:{io.HResult & 0xffff}",
        _ => exception.GetType().Name,
    };
}

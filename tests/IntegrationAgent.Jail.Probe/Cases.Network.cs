using System.Net;
using IntegrationAgent.Jail.Native;

namespace IntegrationAgent.Jail.Probe;

internal static partial class Cases
{
    private const int Unix = 1, Internet = 2, Netlink = 16, Packet = 17, Vsock = 40, Stream = 1, Datagram = 2, Raw = 3;
    private static readonly Sys s_socketpair = new(53, 199);

    private static void Network()
    {
        Add("net: TCP", () => Socket(Internet, Stream));
        Add("net: TCP, family with high bits set", () => Outcome.Of(Libc.Call(Sys.Socket.Number, unchecked((nint)0x1_0000_0002), Stream)));
        Add("net: UDP", () => Socket(Internet, Datagram));
        Add("net: raw", () => Socket(Internet, Raw, 1));
        Add("net: packet", () => Socket(Packet, Raw));
        Add("net: AF_UNIX path", () => Socket(Unix, Stream));
        Add("net: AF_UNIX abstract", () => Socket(Unix, Datagram));
        Add("net: AF_VSOCK", () => Socket(Vsock, Stream));
        Add("net: AF_NETLINK", () => Socket(Netlink, Raw));
        Add("net: io_uring socket", () => Ring());
        Add("net: socketpair", () => Pair());
        Add("net: DNS", () => Dns.GetHostAddresses("example.com").Length > 0 ? Outcome.Allowed : "empty");
        Add("net: HttpClient", url =>
        {
            using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
            return client.GetStringAsync(new Uri(url)).GetAwaiter().GetResult();
        });
        Add("net: inherited descriptors", () => Inherited());
    }

    private static string Socket(int family, int type, int protocol = 0) => Outcome.Of(Libc.Call(Sys.Socket.Number, family, type, protocol));

    private static unsafe string Ring()
    {
        var parameters = stackalloc byte[120];
        new Span<byte>(parameters, 120).Clear();
        return Outcome.Of(Libc.Call(Sys.IoUringSetup.Number, 4, (nint)parameters));
    }

    private static unsafe string Pair()
    {
        var pair = stackalloc int[2];
        return Outcome.Of(Libc.Call(s_socketpair.Number, Unix, Stream, 0, (nint)pair));
    }

    /// <summary>Looks for the text that the test keeps in a descriptor it lets be inherited.</summary>
    private static unsafe string Inherited()
    {
        var buffer = stackalloc byte[64];
        for (var file = 3; file < 4096; file++)
        {
            var read = Libc.Call(new Sys(17, 67).Number, file, (nint)buffer, 64);
            if (read > 0 && new ReadOnlySpan<byte>(buffer, (int)read).StartsWith("canary"u8))
                return Outcome.Allowed;
        }

        return "none";
    }
}

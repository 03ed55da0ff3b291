using System.Net;
using IntegrationAgent.Jail.Native;

namespace IntegrationAgent.Jail.Probe;

internal static partial class Cases
{
    private static void Driver()
    {
        Add("driver: resolve localhost", () => Dns.GetHostAddresses("localhost").Length > 0 ? Outcome.Allowed : "empty");
        Add("driver: UDP", () => Socket(Internet, Datagram));
        Add("driver: ping socket", () => Socket(Internet, Datagram, 1));
        Add("driver: MPTCP", () => Socket(Internet, Stream, 262));
        Add("driver: listen", () => Listen());
        Add("driver: bind", () => Bind());
        Add("driver: fast open", () =>
        {
            var socket = Libc.Call(Sys.Socket.Number, Internet, Stream);
            return Outcome.Of(Libc.Call(Sys.Sendto.Number, socket, Zeroes(), 1, 0x20000000));
        });
        Add("driver: read and write a folder", folder =>
        {
            var path = Path.Combine(folder, "data.db");
            File.WriteAllText(path, "1");
            File.AppendAllText(path, "2");
            var text = File.ReadAllText(path);
            File.Move(path, path + ".moved");
            File.Delete(path + ".moved");
            return text;
        });
        Add("driver: plant a symbolic link", folder => Outcome.Of(Libc.Call(s_symlinkat.Number, Text("/etc/passwd"), AtWorkingDirectory, Text(Path.Combine(folder, "link")))));
    }

    private static string Listen()
    {
        var socket = Libc.Call(Sys.Socket.Number, Internet, Stream);
        return socket < 0 ? Outcome.Of(socket) : Outcome.Of(Libc.Call(new Sys(50, 201).Number, socket, 1));
    }

    private static unsafe string Bind()
    {
        var socket = Libc.Call(Sys.Socket.Number, Internet, Stream);
        var address = stackalloc byte[16];
        new Span<byte>(address, 16).Clear();
        address[0] = Internet;
        return socket < 0 ? Outcome.Of(socket) : Outcome.Of(Libc.Call(new Sys(49, 200).Number, socket, (nint)address, 16));
    }
}

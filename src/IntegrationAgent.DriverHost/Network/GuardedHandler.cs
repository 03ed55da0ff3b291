using System.Net;
using System.Net.Sockets;

namespace IntegrationAgent.DriverHost.Network;

/// <summary>The innermost HTTP handler of a driver: connects to declared hosts only, judged by the address that is really dialled. Follows no redirect, keeps no cookie, uses no proxy.</summary>
internal static class GuardedHandler
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(30), Lifetime = TimeSpan.FromMinutes(10);

    public static SocketsHttpHandler Create(AllowedHosts hosts) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionLifetime = Lifetime,
        ConnectCallback = (context, cancellationToken) => ConnectAsync(hosts, context.DnsEndPoint, cancellationToken),
    };

    private static async ValueTask<Stream> ConnectAsync(AllowedHosts hosts, DnsEndPoint target, CancellationToken cancellationToken)
    {
        if (!hosts.Allows(target.Host))
            throw Refused($"The host '{target.Host}' is not one that this connection declares.");
        var addresses = IPAddress.TryParse(target.Host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(target.Host, cancellationToken).ConfigureAwait(false);
        var allowed = addresses.Where(address => hosts.Allows(target.Host, address)).ToArray();
        if (allowed.Length == 0)
            throw Refused($"The host '{target.Host}' leads to an address that this connection does not declare.");

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static HttpRequestException Refused(string message) => new(HttpRequestError.ConnectionError, message);
}

using System.Net;
using System.Net.Sockets;

namespace IntegrationAgent.DriverHost.Network;

/// <summary>Where a driver may connect: by name first, then by the address that the name leads to.</summary>
internal sealed class AllowedHosts
{
    private readonly HashSet<string> exact = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> suffixes = [];

    public AllowedHosts(IEnumerable<string> hosts)
    {
        foreach (var host in hosts)
        {
            if (host.StartsWith("*.", StringComparison.Ordinal))
                suffixes.Add(host[1..]);
            else
                exact.Add(Bare(host));
        }
    }

    /// <summary>Whether the name is allowed at all.</summary>
    public bool Allows(string host) => exact.Contains(Bare(host)) || suffixes.Exists(suffix => MatchesSuffix(Bare(host), suffix));

    /// <summary>
    /// Whether the address that an allowed name resolved to may be connected to. A name that only a wildcard allows must lead to the public network,
    /// and only a declared address leads to the link-local one, where clouds keep their metadata.
    /// </summary>
    public bool Allows(string host, IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (exact.Contains(Bare(address.ToString())))
            return true;
        if (IsNever(address))
            return false;
        return exact.Contains(Bare(host)) || (Allows(host) && !IsPrivate(address));
    }

    private static bool MatchesSuffix(string host, string suffix) => host.Length > suffix.Length && host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase);

    private static string Bare(string host) => host.Trim('[', ']').TrimEnd('.');

    private static bool IsNever(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return address.IsIPv6LinkLocal || address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any);
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        return bytes[0] is 0 or >= 224 || (bytes[0] == 169 && bytes[1] == 254);
    }

    private static bool IsPrivate(IPAddress address)
    {
        if (IPAddress.IsLoopback(address))
            return true;
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return address.IsIPv6UniqueLocal || address.IsIPv6SiteLocal;
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        return bytes[0] == 10 || (bytes[0] == 172 && bytes[1] is >= 16 and < 32) || (bytes[0] == 192 && bytes[1] == 168) || (bytes[0] == 100 && bytes[1] is >= 64 and < 128);
    }
}

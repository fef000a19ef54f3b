using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Telephony.Server.Http;

/// <summary>Which servers may be asked. A name must be listed; the addresses it leads to must not be this machine, unless it is listed as
/// <c>localhost</c> or by its address, nor those that only routers and cloud hosts answer.</summary>
internal static class AllowedServers
{
    /// <summary>Whether an address is of a listed server.</summary>
    public static bool Allow(ImmutableArray<string> servers, Uri uri) =>
        uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 && servers.Contains(uri.Authority.ToLowerInvariant());

    /// <summary>Connects to the first allowed address of a host: the one that was looked at is the one that is used.</summary>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var isLiteral = IPAddress.TryParse(host, out var literal);
        var addresses = isLiteral ? [literal!] : await Dns.GetHostAddressesAsync(host, cancel);
        var allowed = addresses.Where(address => isLiteral || host == "localhost" || IsElsewhere(address)).ToArray();
        if (allowed.Length == 0) throw new ForbiddenAddressException($"{host} leads to an address that is not allowed");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Not this machine, not link-local (where cloud hosts keep their secrets), not multicast, not nothing.</summary>
    internal static bool IsElsewhere(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) || address.IsIPv6LinkLocal || address.IsIPv6Multicast) return false;
        if (address.AddressFamily != AddressFamily.InterNetwork) return true;
        var bytes = address.GetAddressBytes();
        return bytes[0] is not (0 or >= 224) && (bytes[0] != 169 || bytes[1] != 254);
    }
}

/// <summary>A name led to an address that must not be asked.</summary>
internal sealed class ForbiddenAddressException(string message) : IOException(message);

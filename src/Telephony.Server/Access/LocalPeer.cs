using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Connections.Features;

namespace Telephony.Server.Access;

/// <summary>
/// Whose process is at the other end of a connection within this machine, as the kernel tells it (<c>/proc/net/tcp</c>, proc_pid_net(5)).
/// Local is only who runs as the user the service runs as, or as root, or whoever became root by sudo to start it: others of the machine need a token.
/// </summary>
internal sealed class LocalPeer
{
    private const int Established = 0x01;

    private static readonly object Key = new();

    private readonly string _procNet;
    private readonly HashSet<int> _trusted;

    /// <summary>Reads whom the service trusts.</summary>
    /// <param name="procNet">Where the kernel's tables are.</param>
    public LocalPeer(string procNet = "/proc/net")
    {
        _procNet = procNet;
        _trusted = [.. TrustedUsers()];
    }

    /// <summary>Whether the connection comes from a process of a trusted user of this machine. Asked once a connection.</summary>
    public bool IsTrusted(HttpContext http)
    {
        var known = http.Features.Get<IConnectionItemsFeature>()?.Items;
        if (known?.TryGetValue(Key, out var answer) == true) return (bool)answer!;
        var isTrusted = Ask(http.Connection);
        if (known is not null) known[Key] = isTrusted;
        return isTrusted;
    }

    private bool Ask(ConnectionInfo connection) =>
        connection is { RemoteIpAddress: { } from, LocalIpAddress: { } to } && IPAddress.IsLoopback(Plain(from)) && IPAddress.IsLoopback(Plain(to))
        && UserAt(new IPEndPoint(Plain(from), connection.RemotePort), new IPEndPoint(Plain(to), connection.LocalPort)) is { } user && _trusted.Contains(user);

    /// <summary>The user whose socket is connected from one end to the other; null when the kernel does not say.</summary>
    public int? UserAt(IPEndPoint from, IPEndPoint to)
    {
        // A dual-stack client speaks IPv4 from a socket that is listed among those of IPv6.
        return UserAt("tcp", from, to, mapped: false) ?? UserAt("tcp6", from, to, mapped: true);
    }

    private int? UserAt(string table, IPEndPoint from, IPEndPoint to, bool mapped)
    {
        var (own, other) = (Hex(from, mapped), Hex(to, mapped));
        try
        {
            foreach (var line in File.ReadLines(Path.Combine(_procNet, table)).Skip(1))
            {
                // sl local_address rem_address st tx:rx tr:tm->when retrnsmt uid timeout inode
                var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length < 10 || fields[1] != own || fields[2] != other) continue;
                // A socket that its process has left is listed as root's: it has no inode and is not established any more.
                var isHeld = int.Parse(fields[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture) == Established && fields[9] != "0";
                return isHeld ? int.Parse(fields[7], CultureInfo.InvariantCulture) : null;
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            // No such table, or not of this form: nobody is trusted.
        }

        return null;
    }

    /// <summary>As the kernel writes it: words of four bytes in the machine's order.</summary>
    private static string Hex(IPEndPoint point, bool mapped)
    {
        var bytes = (mapped ? point.Address.MapToIPv6() : point.Address).GetAddressBytes();
        var words = Enumerable.Range(0, bytes.Length / 4).Select(i => BitConverter.ToUInt32(bytes, i * 4).ToString("X8", CultureInfo.InvariantCulture));
        return $"{string.Concat(words)}:{point.Port.ToString("X4", CultureInfo.InvariantCulture)}";
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static IEnumerable<int> TrustedUsers()
    {
        if (OwnUser() is not { } own) yield break;
        yield return own;
        yield return 0;
        if (own == 0 && int.TryParse(Environment.GetEnvironmentVariable("SUDO_UID"), NumberStyles.None, CultureInfo.InvariantCulture, out var sudo)) yield return sudo;
    }

    private static int? OwnUser()
    {
        try
        {
            // Uid: real effective saved filesystem
            var line = File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith("Uid:", StringComparison.Ordinal));
            return line?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is { Length: > 2 } fields ? int.Parse(fields[2], CultureInfo.InvariantCulture) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }
}

using System.Net;

namespace Telephony.Server.Cluster;

/// <summary>What a lease says of its holder: <c>EPOCH NODE ADDRESS INSTANCE</c>, written by the script that gives it.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Address">Where its HTTP port is; null when it does not say.</param>
internal readonly record struct LeaseText(string Node, IPEndPoint? Address)
{
    /// <summary>Who holds a lease that nobody holds.</summary>
    public const string Nobody = "nobody";

    /// <summary>Whether somebody holds it.</summary>
    public bool IsHeld => Node != Nobody || Address is not null;

    /// <summary>What a router asks for a lease with. The instance is new with every start: a lease of an earlier life is another's.</summary>
    public static string Of(ClusterOptions options) => $"{options.Node} {options.Address ?? "-"} {Guid.NewGuid():N}";

    /// <summary>Reads a lease.</summary>
    public static LeaseText Parse(string lease)
    {
        var parts = lease.Split(' ');
        return parts.Length < 4 ? new LeaseText(Nobody, null) : new LeaseText(parts[1], IPEndPoint.TryParse(parts[2], out var address) ? address : null);
    }
}

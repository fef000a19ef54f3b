namespace Telephony.Server.Cluster;

/// <summary>Routers of one site that share a Redis: one leads, the others follow.</summary>
public sealed record ClusterOptions
{
    /// <summary>Redis, as HOST:PORT.</summary>
    public required string Redis { get; init; }

    /// <summary>Its password; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>The site's name: what its keys in Redis begin with, and its application in Asterisk.</summary>
    public required string Site { get; init; }

    /// <summary>This router's name.</summary>
    public required string Node { get; init; }

    /// <summary>Where this router's HTTP port can be reached: whether it lives is seen there. Null when nobody can tell.</summary>
    public string? Address { get; init; }

    /// <summary>This program's version: cores of two versions are not compared.</summary>
    public string Version { get; init; } = "0";

    /// <summary>Where the highest epoch ever seen is kept.</summary>
    public required string Folder { get; init; }

    /// <summary>How long a leader that is not heard of any more stays the leader.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>So long before its lease ends a leader that could not renew it stops acting.</summary>
    public TimeSpan Margin => Lease / 6;

    /// <summary>How often the lease is renewed.</summary>
    public TimeSpan RenewEvery => Lease / 3;

    /// <summary>How long Redis may take to answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How often a follower asks for what is new.</summary>
    public TimeSpan FollowEvery { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How many inputs stay in Redis behind the newest snapshot: a router that was away no longer than that goes on where it was.</summary>
    public int InputsKept { get; init; } = 50_000;

    /// <summary>A new snapshot after so many inputs.</summary>
    public int InputsPerSnapshot { get; init; } = 20_000;
}

using System.Collections.Immutable;

namespace Telephony.Server.Access;

/// <summary>Somebody is signed in with one browser. Of the cookie only a hash is kept.</summary>
internal sealed record Session
{
    /// <summary>Names the session; no secret.</summary>
    public required string Id { get; init; }

    /// <summary>SHA-256 of the cookie's secret, in hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What the board's own pages send with every request: pages of other sites cannot know it.</summary>
    public required string Csrf { get; init; }

    /// <summary>Who.</summary>
    public required string User { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset Begun { get; init; }

    /// <summary>When it was used last, to the half minute.</summary>
    public required DateTimeOffset Seen { get; init; }

    /// <summary>From which address it was begun.</summary>
    public required string From { get; init; }

    /// <summary>What the browser calls itself.</summary>
    public required string Browser { get; init; }
}

/// <summary>The file as a whole.</summary>
internal sealed record SessionFile(ImmutableArray<Session> Sessions);

/// <summary>How long a session lasts.</summary>
/// <param name="Idle">With no page of the board open, and nothing asked.</param>
/// <param name="Longest">In all.</param>
internal sealed record SessionLimits(TimeSpan Idle, TimeSpan Longest)
{
    /// <summary>A break, and a shift.</summary>
    public static readonly SessionLimits Default = new(TimeSpan.FromMinutes(30), TimeSpan.FromHours(12));
}

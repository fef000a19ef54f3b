using System.Collections.Immutable;

namespace Telephony.Server.Access;

/// <summary>Somebody who may call, as kept in <c>secrets/tokens.json</c>. The token itself is not kept, only its hash.</summary>
internal sealed record TokenRecord
{
    /// <summary>Names the record; part of the token.</summary>
    public required string Id { get; init; }

    /// <summary>For people and for the record of what was done.</summary>
    public required string Name { get; init; }

    /// <summary>The role's word.</summary>
    public required string Role { get; init; }

    /// <summary>SHA-256 of the token in hexadecimal; null when a certificate proves who calls.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The name in the client certificate that proves who calls; null for a token.</summary>
    public string? Certificate { get; init; }

    /// <summary>The agent the bearer is.</summary>
    public string? Agent { get; init; }

    /// <summary>The bearer's queues; empty: not limited by queue.</summary>
    public ImmutableArray<string> Queues { get; init; } = [];

    /// <summary>The bearer's agents; empty: not limited by agent.</summary>
    public ImmutableArray<string> Agents { get; init; } = [];

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>When it was revoked; null while it is good.</summary>
    public DateTimeOffset? Revoked { get; init; }

    /// <summary>Whether it is good at a moment.</summary>
    public bool HoldsAt(DateTimeOffset now) => Revoked is null && (Expires is null || now < Expires);

    /// <summary>The part of the site it is for.</summary>
    public Scope Scope() => new(Agent, Queues, Agents);
}

/// <summary>The file as a whole.</summary>
internal sealed record TokenFile(ImmutableArray<TokenRecord> Tokens)
{
    /// <summary>No tokens.</summary>
    public static readonly TokenFile Empty = new([]);
}

using System.Collections.Immutable;

namespace Telephony.Server.Access;

/// <summary>Somebody who signs in on the board with a password, as kept in <c>secrets/users.json</c>.</summary>
internal sealed record UserRecord
{
    /// <summary>What is typed to sign in, and written into the record of what is done.</summary>
    public required string Name { get; init; }

    /// <summary>The role's word.</summary>
    public required string Role { get; init; }

    /// <summary>What is kept of the password (<see cref="PasswordHash"/>).</summary>
    public required string Password { get; init; }

    /// <summary>The agent the user is.</summary>
    public string? Agent { get; init; }

    /// <summary>The user's queues; empty: not limited by queue.</summary>
    public ImmutableArray<string> Queues { get; init; } = [];

    /// <summary>The user's agents; empty: not limited by agent.</summary>
    public ImmutableArray<string> Agents { get; init; } = [];

    /// <summary>When the user was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Sessions that began before are over: the password was changed, or they were revoked.</summary>
    public required DateTimeOffset SessionsFrom { get; init; }

    /// <summary>The part of the site the user is for.</summary>
    public Scope Scope() => new(Agent, Queues, Agents);
}

/// <summary>The file as a whole.</summary>
internal sealed record UserFile(ImmutableArray<UserRecord> Users);

using System.Collections.Immutable;

namespace Telephony.Server.Access;

/// <summary>How somebody proved who they are.</summary>
internal enum Proof
{
    /// <summary>A connection within this machine, of the user the service runs as.</summary>
    Local,

    /// <summary>A token that this service made.</summary>
    Token,

    /// <summary>A client certificate.</summary>
    Certificate,

    /// <summary>A JSON Web Token of an identity provider.</summary>
    Jwt,

    /// <summary>A password, at the beginning of a session of the board.</summary>
    User,

    /// <summary>A link for a screen on a wall.</summary>
    Screen,
}

/// <summary>Who calls.</summary>
/// <param name="Id">Names the principal for limits and in the log of actions; never a secret.</param>
/// <param name="Name">For people.</param>
/// <param name="Role">What for.</param>
/// <param name="Proof">How that is known.</param>
internal sealed record Principal(string Id, string Name, Role Role, Proof Proof)
{
    /// <summary>Whether it may do as much as a program does: another system, or whoever is local.</summary>
    public bool IsProgram => Role == Role.System || Proof == Proof.Local;

    /// <summary>What it is limited to.</summary>
    public Scope Scope { get; init; } = Scope.Site;

    /// <summary>The session of the board; null for none.</summary>
    public string? Session { get; init; }

    /// <summary>Until when; null for no end.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether what was true at the beginning of a stream still is: not revoked.</summary>
    public Func<bool> StillHolds { get; init; } = static () => true;
}

/// <summary>Which part of the site somebody is limited to. Names without a collection: <c>sales</c>, <c>1001</c>.</summary>
/// <param name="Agent">The agent somebody is; null for none.</param>
/// <param name="Queues">Queues of the own team.</param>
/// <param name="Agents">Agents of the own team; empty: those who serve one of <paramref name="Queues"/>.</param>
internal sealed record Scope(string? Agent, ImmutableArray<string> Queues, ImmutableArray<string> Agents)
{
    /// <summary>No limit.</summary>
    public static readonly Scope Site = new(null, [], []);

    /// <summary>Whether there is no limit.</summary>
    public bool IsSite => Agent is null && Queues.IsEmpty && Agents.IsEmpty;

    /// <summary>What the scope lacks for a role; null when it fits.</summary>
    public string? LacksFor(Role role) => role switch
    {
        Role.Agent when Agent is null => "which agent (--agent 1001)",
        Role.TeamLeader when Queues.IsEmpty && Agents.IsEmpty => "a team (--queues sales,support or --agents 1001,1002)",
        Role.Admin when !IsSite => "no limits: an admin may do everything",
        not Role.Agent when Agent is not null => "no --agent: that is for the role agent",
        _ => null,
    };
}

using System.Collections.Immutable;

namespace Telephony.Server.Access;

/// <summary>How far a role gets with a method.</summary>
internal enum Reach
{
    /// <summary>Refused.</summary>
    None,

    /// <summary>Only with what is the principal's own: the agent, the team's queues and agents, and their calls.</summary>
    Own,

    /// <summary>With everything, as far as the principal's scope goes.</summary>
    All,
}

/// <summary>What a method is about, and so what must be one's own.</summary>
internal enum About
{
    /// <summary>The site as a whole: nothing for whom is limited to a part of it.</summary>
    Site,

    /// <summary>The things that the request names. All that it names must be one's own, except in fields that say only where to.</summary>
    Named,

    /// <summary>A list or stream: the service shows only what is one's own (<see cref="Sight"/>), whatever the filter names.</summary>
    Listed,

    /// <summary>Nothing in particular; everybody who is known may ask.</summary>
    Nothing,
}

/// <summary>One row of the table.</summary>
/// <param name="Method">SERVICE/METHOD, or VERB /PATH as routed.</param>
/// <param name="About">What it is about.</param>
/// <param name="Recorded">Whether each use is written into the log of actions before it takes effect.</param>
/// <param name="Free">Fields whose names need not be one's own: where a call is sent.</param>
/// <param name="Reaches">How far each role gets; whoever is not here may do everything (admin).</param>
internal sealed record AccessRule(string Method, About About, bool Recorded, ImmutableArray<string> Free, ImmutableDictionary<Role, Reach> Reaches)
{
    /// <summary>How far a principal gets: the role's reach, within the scope.</summary>
    public Reach ReachOf(Principal principal)
    {
        if (principal.Proof == Proof.Screen && Method != AccessPolicy.OfScreens) return Reach.None;
        var reach = principal.Role == Role.Admin ? Reach.All : Reaches.GetValueOrDefault(principal.Role);
        if (reach != Reach.All || principal.Scope.IsSite || About == About.Nothing) return reach;
        return About == About.Site ? Reach.None : Reach.Own;
    }
}

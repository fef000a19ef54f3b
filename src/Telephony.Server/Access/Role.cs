namespace Telephony.Server.Access;

/// <summary>What somebody is here for. What each may do is in the table of access.</summary>
public enum Role
{
    /// <summary>Takes calls: acts on the own state and the own calls.</summary>
    Agent,

    /// <summary>Leads a team: the queues and agents that the token names.</summary>
    TeamLeader,

    /// <summary>Watches and steers all queues and agents.</summary>
    Supervisor,

    /// <summary>Listens to recordings.</summary>
    Quality,

    /// <summary>Reads figures; sees no caller's number.</summary>
    Analyst,

    /// <summary>Answers for the site: configuration, reports, recordings.</summary>
    Manager,

    /// <summary>Another program: puts calls in, reads events, decides routes.</summary>
    System,

    /// <summary>Reads what others did.</summary>
    Auditor,

    /// <summary>May do everything.</summary>
    Admin,
}

/// <summary>Roles in words: <c>team_leader</c>.</summary>
internal static class Roles
{
    private static readonly Dictionary<Role, string> Words = new()
    {
        [Role.Agent] = "agent", [Role.TeamLeader] = "team_leader", [Role.Supervisor] = "supervisor", [Role.Quality] = "quality", [Role.Analyst] = "analyst",
        [Role.Manager] = "manager", [Role.System] = "system", [Role.Auditor] = "auditor", [Role.Admin] = "admin",
    };

    /// <summary>All words, for messages.</summary>
    public static string Listed { get; } = string.Join(", ", Words.Values);

    /// <summary>The role's word.</summary>
    public static string Word(this Role role) => Words[role];

    /// <summary>The role of a word.</summary>
    public static Role? Find(string? word) => Words.Where(w => w.Value == word).Select(w => (Role?)w.Key).FirstOrDefault();
}

namespace Telephony.Acceptance.Tests.Differential;

/// <summary>Why the two systems rang different phones: the rows of docs/differential.md. A row is the reason only when each system did what its own rule says.</summary>
public static class Explanations
{
    /// <summary>No row: a fault of ours, or a difference that nobody has thought of.</summary>
    public const string None = "unexplained";

    /// <summary>The rule does not tell the agents apart: app_queue takes the first in its own order, or within the same second; the service the one idle longest.</summary>
    public const string Tie = "tie";

    /// <summary>Who did not answer: app_queue rings them again, for the rule has not changed; the service somebody else first.</summary>
    public const string Again = "again";

    /// <summary>In turn: app_queue goes on after those it looked at, free or not, and begins at the top when it has looked at all; the service after the one it rang last.</summary>
    public const string Turn = "turn";

    /// <summary>Linear: app_queue remembers for each caller how far it came; the service begins at the top, and passes by who did not take this call.</summary>
    public const string Line = "line";

    /// <summary>Ring all: app_queue keeps to the lowest penalty; the service rings up to <c>ring_most</c>, those of the lowest order first.</summary>
    public const string Tiers = "tiers";

    /// <summary>All rows.</summary>
    public static IReadOnlyList<string> Rows { get; } = [Tie, Again, Turn, Line, Tiers];

    /// <summary>The row for a difference in which both kept to their rules.</summary>
    public static string Of(Walk walk, bool wasSilent) => walk.Strategy.AppQueue switch
    {
        "ringall" => Tiers,
        "linear" => Line,
        "rrmemory" or "rrordered" => Turn,
        _ => wasSilent ? Again : Tie,
    };
}

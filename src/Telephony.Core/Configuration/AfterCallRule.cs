using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>What an agent may and must do in wrap-up, by queue.</summary>
public sealed record AfterCallRule
{
    /// <summary>The disposition recorded when none was given in time, or a supervisor ended the wrap-up.</summary>
    public const string NoDisposition = "none";

    /// <summary>By how much one wrap-up may be extended in all. 0 – 1 h; zero when it may not.</summary>
    public TimeSpan Extension { get; init; }

    /// <summary>How a call may have ended for the business, by code. At most 100.</summary>
    public ImmutableSortedDictionary<string, Label> Dispositions { get; init; } = ImmutableSortedDictionary<string, Label>.Empty;

    /// <summary>Whether the agent stays in wrap-up until a disposition is given, at most for <see cref="Limit"/>.</summary>
    public bool Required { get; init; }

    /// <summary>How long a required disposition is waited for; then it is recorded as <see cref="NoDisposition"/>. 10 s – 1 h.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Nothing but the wrap-up time itself.</summary>
    public static AfterCallRule Plain { get; } = new();
}

/// <summary>A reason to pause.</summary>
/// <param name="Name">The reason's name in records, e.g. <c>break</c>.</param>
/// <param name="Label">Name for people.</param>
public sealed record PauseReason(string Name, Label Label)
{
    /// <summary>The reason of a pause that the router gave for offers left untaken; no configured reason has this name.</summary>
    public const string MissedCalls = "missed_calls";

    /// <summary>Whether the time counts as work: training, paperwork.</summary>
    public bool Productive { get; init; }

    /// <summary>How long such a pause may last before it becomes an alarm; zero for no limit. Up to 24 h.
    /// The agent stays paused: who is away from the desk must not be rung.</summary>
    public TimeSpan Limit { get; init; }

    /// <summary>Whether a supervisor has to approve the pause before it begins.</summary>
    public bool NeedsApproval { get; init; }
}

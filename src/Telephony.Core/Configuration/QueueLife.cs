using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>Whom a queue takes in, keeps and sends on, and what it says meanwhile. What is null or empty does not restrict.</summary>
public sealed record QueueLife
{
    /// <summary>How many may wait at once.</summary>
    public LimitRule? Limit { get; init; }

    /// <summary>What happens when no agent is there.</summary>
    public EmptyRule? Empty { get; init; }

    /// <summary>When the queue is open, and what callers hear when it is not.</summary>
    public HoursRule? Hours { get; init; }

    /// <summary>Where calls go, after a time, when things stand badly; tried in this order. At most <see cref="OverflowRulesMost"/>.</summary>
    public ImmutableArray<OverflowRule> Overflow { get; init; } = [];

    /// <summary>Whether a call that overflowed from here may come back by overflow. Otherwise no call overflows in a circle.</summary>
    public bool MayReturn { get; init; }

    /// <summary>Keys that lead out of the queue.</summary>
    public ImmutableSortedDictionary<string, CallTarget> Keys { get; init; } = ImmutableSortedDictionary<string, CallTarget>.Empty;

    /// <summary>How callers are called back; null: they are not.</summary>
    public CallbackRule? Callback { get; init; }

    /// <summary>What waiting callers hear now and then.</summary>
    public AnnouncementPlan? Announcements { get; init; }

    /// <summary>How many overflow rules a queue has at most.</summary>
    public const int OverflowRulesMost = 10;

    /// <summary>Takes everybody in and keeps them.</summary>
    public static QueueLife Plain { get; } = new();
}

/// <summary>How a call leaves a queue that cannot serve it: what it hears first, and where it goes.</summary>
/// <param name="Message">Prompts; may be empty.</param>
/// <param name="Target">Where to, then.</param>
public sealed record QueueExit(ImmutableArray<string> Message, CallTarget Target)
{
    /// <summary>The call ends.</summary>
    public static QueueExit HangUp { get; } = new([], CallTarget.HangUp);
}

/// <summary>How many may wait.</summary>
/// <param name="Waiting">As many at once; calls with a phone ringing do not count. 1 – 100,000.</param>
/// <param name="Exit">Where the next one goes.</param>
public sealed record LimitRule(int Waiting, QueueExit Exit);

/// <summary>What happens when no agent of the queue is in one of the states that count as present.</summary>
/// <param name="Join">A call may join when somebody is in one of these; none: always.</param>
/// <param name="Stay">A call may stay as long as somebody is in one of these; none: always.</param>
/// <param name="Grace">How long nobody has to be there before waiting calls leave. 0 – 1 h.</param>
/// <param name="Exit">Where they go.</param>
public sealed record EmptyRule(AgentPresence Join, AgentPresence Stay, TimeSpan Grace, QueueExit Exit);

/// <summary>States in which an agent counts as present.</summary>
[Flags]
public enum AgentPresence
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Waiting for a call.</summary>
    Ready = 1,

    /// <summary>Chosen, being rung or talking.</summary>
    Busy = 2,

    /// <summary>Finishing the work of the last call.</summary>
    WrapUp = 4,

    /// <summary>At work, but paused.</summary>
    Paused = 8,

    /// <summary>Did not take the last offer.</summary>
    NotResponding = 16,
}

/// <summary>When a queue is open.</summary>
/// <param name="Calendar">Name of one of the site's calendars; null: always open, unless it is closed by command or in an emergency.</param>
/// <param name="WaitingLeave">Whether those who wait when it closes leave too; otherwise they are still served.</param>
/// <param name="Exit">What callers hear while it is closed, and where they go.</param>
/// <param name="Emergency">The same in an emergency, when everybody who waits leaves too.</param>
public sealed record HoursRule(string? Calendar, bool WaitingLeave, QueueExit Exit, QueueExit Emergency);

/// <summary>After a time in the queue a call goes elsewhere if all conditions hold at that moment. It is asked once a call, not over and over.</summary>
public sealed record OverflowRule
{
    /// <summary>Time in the queue; zero: when it is about to join. 0 – 24 h.</summary>
    public TimeSpan After { get; init; }

    /// <summary>More than this many wait, this call included.</summary>
    public int? Waiting { get; init; }

    /// <summary>The call is expected to wait longer than this from now on.</summary>
    public TimeSpan? ExpectedWait { get; init; }

    /// <summary>Less than this share of the last calls was answered in time, in percent. 1 – 100.</summary>
    public int? ServiceLevel { get; init; }

    /// <summary>What "in time" is for <see cref="ServiceLevel"/>.</summary>
    public TimeSpan Within { get; init; }

    /// <summary>Where the call goes.</summary>
    public required CallTarget Target { get; init; }
}

/// <summary>What waiting callers hear now and then.</summary>
public sealed record AnnouncementPlan
{
    /// <summary>After this time in the queue for the first time. 0 – 1 h.</summary>
    public TimeSpan FirstAfter { get; init; }

    /// <summary>From the beginning of one announcement to that of the next. 10 s – 1 h.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>Whether the position is told. A position worse than the one told last is not.</summary>
    public bool Position { get; init; }

    /// <summary>Whether the expected wait is told: the time within which four of five are served, in whole minutes, and only as long as
    /// such estimates have held. A longer wait than the one told last is told only when there is a cause: fewer agents or a worse position.</summary>
    public bool ExpectedWait { get; init; }

    /// <summary>Comfort messages, one each time in turn. At most 20.</summary>
    public ImmutableArray<ImmutableArray<string>> Comfort { get; init; } = [];
}

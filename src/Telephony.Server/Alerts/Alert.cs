using System.Collections.Immutable;

namespace Telephony.Server.Alerts;

/// <summary>How far an alert is.</summary>
internal enum AlertState
{
    /// <summary>It is bad, but not for long enough.</summary>
    Pending,

    /// <summary>It is bad, and nobody has said that they know.</summary>
    Firing,

    /// <summary>It is bad, and somebody knows.</summary>
    Acknowledged,

    /// <summary>It is bad, and somebody wants to hear of it later.</summary>
    Snoozed,

    /// <summary>It is good again.</summary>
    Resolved,
}

/// <summary>A rule that was broken, for one queue, one group of agents or the site.</summary>
internal sealed record Alert
{
    /// <summary>Names it: the rule, and the queue if it is about one.</summary>
    public required string Id { get; init; }

    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>The queue; null for none.</summary>
    public string? Queue { get; init; }

    /// <summary>How far it is.</summary>
    public required AlertState State { get; init; }

    /// <summary>Since when it is so far.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Since when it is bad.</summary>
    public required DateTimeOffset Begun { get; init; }

    /// <summary>The figure as it was looked at last.</summary>
    public required double Value { get; init; }

    /// <summary>Who said so last that they know, or want to hear later; null for nobody.</summary>
    public string? By { get; init; }

    /// <summary>Until when nobody is alerted; null when it is not snoozed.</summary>
    public DateTimeOffset? SnoozedUntil { get; init; }
}

/// <summary>Something that is told to others: one CloudEvent for one webhook.</summary>
/// <param name="Id">The same each time it is sent: who receives it twice can tell.</param>
/// <param name="Webhook">Who is told.</param>
/// <param name="Type">What happened.</param>
/// <param name="Time">When.</param>
/// <param name="Alert">The alert as it was then.</param>
internal sealed record AlertEvent(string Id, string Webhook, string Type, DateTimeOffset Time, Alert Alert)
{
    /// <summary>Name for people in English, as it was then.</summary>
    public string Label { get; init; } = "";

    /// <summary>The metric's word.</summary>
    public string Metric { get; init; } = "";

    /// <summary>The threshold, as it was then.</summary>
    public double Threshold { get; init; }

    /// <summary>Whether it is more than a warning.</summary>
    public bool IsCritical { get; init; }
}

/// <summary>What is kept over a restart: written whole or not at all, so that no transition is without its events, nor the other way round.</summary>
/// <param name="Alerts">Alerts that are not over, and those resolved a short while ago.</param>
/// <param name="Outbox">What has still to be sent, the oldest first.</param>
/// <param name="Dropped">How many events were given up: too many, or too old.</param>
internal sealed record AlertFile(ImmutableArray<Alert> Alerts, ImmutableArray<AlertEvent> Outbox, long Dropped);

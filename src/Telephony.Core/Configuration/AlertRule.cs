using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>What an alert looks at. The router itself does nothing with it; watchers do.</summary>
public enum AlertMetric
{
    /// <summary>Callers who wait.</summary>
    Waiting,

    /// <summary>How long the caller who waits longest has waited, in seconds.</summary>
    LongestWait,

    /// <summary>How long a call that joined now would wait, in seconds.</summary>
    ExpectedWait,

    /// <summary>Agents who wait for a call.</summary>
    ReadyAgents,

    /// <summary>Agents who are rung, talk, or finish a call's work.</summary>
    BusyAgents,

    /// <summary>Agents at work.</summary>
    StaffedAgents,

    /// <summary>Agents who pause.</summary>
    PausedAgents,

    /// <summary>How long the agent who pauses longest has paused, in seconds.</summary>
    LongestPause,

    /// <summary>Calls that joined in the window.</summary>
    Offered,

    /// <summary>Calls answered in the window.</summary>
    Answered,

    /// <summary>Callers who left in the window before they were answered.</summary>
    Abandoned,

    /// <summary>Of answered and abandoned calls of the window, those abandoned, in per cent.</summary>
    AbandonRate,

    /// <summary>The service level of the window, in per cent.</summary>
    ServiceLevel,

    /// <summary>Mean wait of the calls answered in the window, in seconds.</summary>
    AverageWait,

    /// <summary>Mean time agents spent on a conversation that ended in the window, in seconds.</summary>
    AverageHandle,

    /// <summary>For how long Asterisk has not been connected, in seconds.</summary>
    AsteriskDisconnected,
}

/// <summary>When somebody is to be alerted.</summary>
/// <param name="Label">Name for people.</param>
/// <param name="Metric">What is looked at.</param>
/// <param name="IsBelow">Whether it is bad to be below the threshold, not above.</param>
/// <param name="Threshold">Worse than this is bad.</param>
/// <param name="Clear">Not worse than this is good again. On the good side of the threshold, so that nothing flickers.</param>
/// <param name="For">How long it has to be bad.</param>
/// <param name="IsCritical">Whether it is more than a warning.</param>
public sealed record AlertRule(Label Label, AlertMetric Metric, bool IsBelow, double Threshold, double Clear, TimeSpan For, bool IsCritical)
{
    /// <summary>The time figures are of, up to now; null: since midnight.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>Queues, each looked at by itself; empty: the site as a whole, or <see cref="Agents"/>.</summary>
    public ImmutableArray<string> Queues { get; init; } = [];

    /// <summary>A group of agents, looked at as a whole.</summary>
    public ImmutableArray<string> Agents { get; init; } = [];

    /// <summary>Who else is told, by name.</summary>
    public ImmutableArray<string> Webhooks { get; init; } = [];

    /// <summary>Whether a figure is bad.</summary>
    public bool IsBad(double value) => IsBelow ? value < Threshold : value > Threshold;

    /// <summary>Whether a figure is good again.</summary>
    public bool IsGood(double value) => IsBelow ? value >= Clear : value <= Clear;
}

/// <summary>All of <c>alerts.yaml</c>.</summary>
public sealed record AlertSettings
{
    /// <summary>No rule, nobody to tell.</summary>
    public static AlertSettings None { get; } = new();

    /// <summary>The rules, by name.</summary>
    public ImmutableSortedDictionary<string, AlertRule> Rules { get; init; } = ImmutableSortedDictionary<string, AlertRule>.Empty;

    /// <summary>Addresses that are told, by name.</summary>
    public ImmutableSortedDictionary<string, Uri> Webhooks { get; init; } = ImmutableSortedDictionary<string, Uri>.Empty;
}

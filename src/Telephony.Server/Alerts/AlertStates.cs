using Telephony.Core;

namespace Telephony.Server.Alerts;

/// <summary>What may happen to an alert: pending, firing, acknowledged or snoozed, resolved.</summary>
internal static class AlertStates
{
    /// <summary>How long a resolved alert is still shown.</summary>
    public static readonly TimeSpan Shown = TimeSpan.FromHours(1);

    /// <summary>The alert after its figure was looked at; null when there is none.</summary>
    /// <param name="alert">As it was; null when there was none.</param>
    /// <param name="fresh">What it would be if it began now.</param>
    /// <param name="rule">The rule; null when there is no such rule any more.</param>
    /// <param name="value">The figure; null when there is none: nothing is bad then.</param>
    /// <param name="now">The time.</param>
    public static Alert? Look(Alert? alert, Func<Alert> fresh, AlertRule? rule, double? value, DateTimeOffset now)
    {
        if (alert is null or { State: AlertState.Resolved })
        {
            if (rule is not null && value is { } first && rule.IsBad(first)) return Begin(fresh() with { Value = first, Since = now, Begun = now }, rule, now);
            return alert is not null && now - alert.Since < Shown ? alert : null;
        }

        var seen = value is { } latest ? alert with { Value = latest } : alert;
        if (rule is null || value is null || rule.IsGood(value.Value)) return alert.State == AlertState.Pending ? null : seen with { State = AlertState.Resolved, Since = now, SnoozedUntil = null };
        return alert.State switch
        {
            AlertState.Pending => rule.IsBad(value.Value) ? Begin(seen, rule, now) : null,
            AlertState.Snoozed when now >= alert.SnoozedUntil => seen with { State = AlertState.Firing, Since = now, SnoozedUntil = null, By = null },
            _ => seen,
        };
    }

    /// <summary>Somebody says that they know. Null when there is nothing to know.</summary>
    public static Alert? Acknowledge(Alert alert, string by, DateTimeOffset now) => alert.State is AlertState.Firing or AlertState.Snoozed
        ? alert with { State = AlertState.Acknowledged, Since = now, By = by, SnoozedUntil = null }
        : alert.State == AlertState.Acknowledged ? alert : null;

    /// <summary>Somebody wants to hear of it later. Null when there is nothing to hear.</summary>
    public static Alert? Snooze(Alert alert, string by, TimeSpan time, DateTimeOffset now) => alert.State is AlertState.Firing or AlertState.Acknowledged or AlertState.Snoozed
        ? alert with { State = AlertState.Snoozed, Since = now, By = by, SnoozedUntil = now + time }
        : null;

    private static Alert Begin(Alert alert, AlertRule rule, DateTimeOffset now) =>
        now - alert.Begun >= rule.For ? alert with { State = AlertState.Firing, Since = now } : alert with { State = AlertState.Pending };
}

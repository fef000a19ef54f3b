using System.Collections.Immutable;
using Telephony.Server.Alerts;
using Telephony.Server.Configuration;

namespace Telephony.Server.Rpc;

/// <summary>The alerts as messages, ordered by name; the same list as long as nothing that is shown has changed.</summary>
internal delegate ImmutableArray<V1.Alert> LatestAlerts();

/// <summary>Makes the messages once for all who watch. A figure that only moves is shown anew every few seconds: boards are not sent what ticks.</summary>
internal sealed class AlertPictures(AlertBook book, SiteInForce site, TimeProvider time)
{
    private static readonly TimeSpan FigureStays = TimeSpan.FromSeconds(5);
    private static readonly EqualityComparer<V1.Alert> ButForTheFigure = EqualityComparer<V1.Alert>.Create((a, b) => a is not null && b is not null && a.Equals(new V1.Alert(b) { Value = a.Value }));

    private readonly Lock _lock = new();
    private ImmutableArray<Alert> _source = [];
    private ImmutableArray<V1.Alert> _latest = [];
    private long _shownAt;

    /// <summary>The alerts as they are.</summary>
    public ImmutableArray<V1.Alert> Latest()
    {
        lock (_lock)
        {
            var alerts = book.Alerts;
            if (alerts == _source) return _latest;
            _source = alerts;
            ImmutableArray<V1.Alert> next = [.. alerts.Select(Of)];
            var isDue = time.GetElapsedTime(_shownAt) >= FigureStays;
            if (!next.SequenceEqual(_latest, isDue ? EqualityComparer<V1.Alert>.Default : ButForTheFigure)) (_latest, _shownAt) = (next, time.GetTimestamp());
            return _latest;
        }
    }

    /// <summary>One as a message. What the rule said is gone with the rule.</summary>
    public V1.Alert Of(Alert alert)
    {
        site.Latest.Alerts.Rules.TryGetValue(alert.Rule, out var rule);
        return new V1.Alert
        {
            Name = Names.Of(Names.Alerts, alert.Id), Rule = alert.Rule, Queue = Names.Of(Names.Queues, alert.Queue),
            DisplayName = new V1.LocalizedText { En = rule?.Label.En ?? alert.Rule, ZhCn = rule?.Label.ZhCn ?? "" },
            Metric = rule is null ? "" : AlertsFileReader.WordOf(rule.Metric), Threshold = rule?.Threshold ?? 0, Below = rule?.IsBelow ?? false, Value = Math.Round(alert.Value, 1),
            Severity = rule?.IsCritical == true ? V1.AlertSeverity.Critical : V1.AlertSeverity.Warning,
            State = Of(alert.State), StateTime = Views.Time(alert.Since), BeginTime = Views.Time(alert.Begun), By = alert.By ?? "", SnoozedUntil = Views.Time(alert.SnoozedUntil),
        };
    }

    /// <summary>The word of a state.</summary>
    public static V1.AlertState Of(AlertState state) => state switch
    {
        AlertState.Pending => V1.AlertState.Pending,
        AlertState.Firing => V1.AlertState.Firing,
        AlertState.Acknowledged => V1.AlertState.Acknowledged,
        AlertState.Snoozed => V1.AlertState.Snoozed,
        AlertState.Resolved => V1.AlertState.Resolved,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "has no word"),
    };
}

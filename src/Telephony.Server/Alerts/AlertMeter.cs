using System.Diagnostics.Metrics;

namespace Telephony.Server.Alerts;

/// <summary>What is counted of alerts, for whoever listens to the meter <c>Telephony.Alerts</c>.</summary>
internal static class AlertMeter
{
    private static readonly Meter Meter = new("Telephony.Alerts");
    private static readonly Counter<long> Dropped = Meter.CreateCounter<long>("telephony_webhook_events_dropped_total");

    /// <summary>Events were given up: too many, too old, or for a webhook that is configured no more.</summary>
    public static void Drop(int count) => Dropped.Add(count);
}

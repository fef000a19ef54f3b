using Telephony.Core;
using Telephony.Server.Board;
using Telephony.Server.Cluster;
using Telephony.Server.Rpc;
using Telephony.Server.Statistics;

namespace Telephony.Server.Alerts;

/// <summary>Looks at the rules once a second. In a cluster only the leader does: the others would tell everything again.</summary>
internal sealed class AlertWatch(
    AlertBook book, LiveBoard board, LiveStatistics statistics, SiteInForce site, TimeProvider time, ILogger<AlertWatch> logger, ClusterSeat? seat = null) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly TrailingFigures _trailing = new(
        (from, until) => statistics.Between(from, until).Queues.ToDictionary(q => q.Key.Value, q => CallFigures.Of(q.Value), StringComparer.Ordinal),
        now => new DateTimeOffset(TimeZoneInfo.ConvertTime(now, time.LocalTimeZone).Date, time.LocalTimeZone.GetUtcOffset(TimeZoneInfo.ConvertTime(now, time.LocalTimeZone).Date)));

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) Look();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What has to be known later is written already.
        }
    }

    private void Look()
    {
        try
        {
            var (settings, picture, now) = (site.Latest.Alerts, board.Latest, time.GetUtcNow());
            if (picture is null || !picture.ShowsSite()) return;
            if (seat is { IsFollowing: true })
            {
                book.Forget();
                return;
            }

            if (settings.Rules.IsEmpty && book.Alerts.IsEmpty) return;
            if (settings.Rules.Values.Any(r => r.Window is not null)) _trailing.Note(now);
            book.Look(settings, new AlertFigures(picture, board.LinkSince, (queue, window) => _trailing.Of(queue, window, now), VariantOf));
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            logger.AlertsFailed(fault.ToString()); // one look; the next may do
        }
    }

    private ServiceLevelVariant VariantOf(string? queue) =>
        queue is not null && site.Latest.Queues.TryGetValue(queue, out var rule) ? rule.Objective.Variant : ServiceObjective.Default.Variant;
}

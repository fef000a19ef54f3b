using Telephony.Core;
using Telephony.Server.Rpc;

namespace Telephony.Server.Recordings;

/// <summary>Erases recordings that their queue does not keep any longer, once an hour. Those that are held stay.</summary>
internal sealed class RecordingRetention(RecordingStore store, SiteInForce site, AcdLoop loop, TimeProvider time, ILogger<RecordingRetention> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>The recordings to erase now, each with the days it was kept.</summary>
    /// <param name="store">The files.</param>
    /// <param name="queues">The rules.</param>
    /// <param name="today">The day.</param>
    public static IEnumerable<(string Path, int Days)> Due(RecordingStore store, IReadOnlyDictionary<string, QueueRule> queues, DateOnly today)
    {
        var kept = queues.Where(q => q.Value.RecordDays > 0).ToDictionary(q => RecordingPaths.Safe(q.Key), q => q.Value.RecordDays);
        if (kept.Count == 0) yield break;
        foreach (var path in store.Before(today.AddDays(-kept.Values.Min())))
        {
            if (path.Split('/') is [_, _, _, var queue, _] && kept.TryGetValue(queue, out var days) && RecordingPaths.DayOf(path) < today.AddDays(-days) && !store.IsHeld(path))
                yield return (path, days);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await Task.Run(() => EraseAsync(stoppingToken), stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // Stopping: the rest is erased next time.
        }
    }

    private async Task EraseAsync(CancellationToken cancel)
    {
        try
        {
            foreach (var (path, days) in Due(store, site.Latest.Queues, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime)))
            {
                cancel.ThrowIfCancellationRequested();
                var name = Path.GetFileName(path);
                var id = name[..name.IndexOf(".wav", StringComparison.Ordinal)];
                store.Erase(path);
                logger.RecordingErased(id, days);
                await loop.PostAsync(new AcdInput.RecordingErased(new RecordingId(id), $"kept {days} days"), cancel);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            logger.RetentionFailed(fault.Message);
        }
    }
}

using System.Collections.Immutable;
using Telephony.Server.Rpc;

namespace Telephony.Server.Board;

/// <summary>The last hour of every queue, minute by minute, so that a board that is opened now does not begin with an empty line. In memory only.</summary>
/// <param name="board">Who waits.</param>
/// <param name="today">Service levels.</param>
/// <param name="time">The clock.</param>
internal sealed class QueueTrends(LiveBoard board, FiguresOfToday today, TimeProvider time) : BackgroundService
{
    /// <summary>How many minutes are kept.</summary>
    public const int Minutes = 60;

    /// <summary>How often it is looked.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, int> _most = new(StringComparer.Ordinal);
    private ImmutableArray<V1.QueueTrend> _latest = [];
    private long _minute = -1;

    /// <summary>The trends; another list, of other objects, after each minute.</summary>
    public ImmutableArray<V1.QueueTrend> Latest => _latest;

    /// <summary>Looks once, and closes the minute when it is over.</summary>
    public void Note()
    {
        if (board.Latest is not { } picture || !picture.ShowsSite()) return;
        var minute = time.GetUtcNow().Ticks / TimeSpan.TicksPerMinute;
        if (minute != _minute && _minute >= 0) Close([.. picture.Queues.Select(q => q.Name)]);
        _minute = minute;
        foreach (var queue in picture.Queues) _most[queue.Name] = Math.Max(_most.GetValueOrDefault(queue.Name), queue.Waiting);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, time);
        try
        {
            do
            {
                Note();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Nothing to save.
        }
    }

    private void Close(IReadOnlyCollection<string> queues)
    {
        var figures = today();
        var before = _latest.ToDictionary(t => t.Queue, StringComparer.Ordinal);
        ImmutableInterlocked.InterlockedExchange(ref _latest,
        [
            .. queues.Select(queue =>
            {
                var next = before.GetValueOrDefault(Names.Of(Names.Queues, queue))?.Clone() ?? new V1.QueueTrend { Queue = Names.Of(Names.Queues, queue) };
                next.WaitingCalls.Add(_most.GetValueOrDefault(queue));
                next.ServiceLevels.Add(figures.GetValueOrDefault(queue)?.ServiceLevel ?? -1);
                if (next.WaitingCalls.Count <= Minutes) return next;
                next.WaitingCalls.RemoveAt(0);
                next.ServiceLevels.RemoveAt(0);
                return next;
            }),
        ]);
        _most.Clear();
    }
}

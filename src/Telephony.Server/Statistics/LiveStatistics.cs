using System.Collections.Immutable;
using Telephony.Core;
using Telephony.Server.Hosting;
using Telephony.Server.Rpc;

namespace Telephony.Server.Statistics;

/// <summary>The figures of the last two days, for boards and the API. Follows the fact log instead of being fed by the loop: a figure costs a call
/// nothing, a restart reads the same facts again, and none can be missed. At most some 2 s behind.</summary>
public sealed class LiveStatistics : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private const int FactsAtOnce = 5_000;

    private readonly string _directory;
    private readonly SiteConfiguration _site;
    private readonly CoreClock _clock;
    private readonly TimeProvider _time;
    private readonly ILogger<LiveStatistics> _logger;
    private readonly Lock _lock = new();
    private Core.Statistics _statistics = new();
    private FlowFigures _flows = new();
    private DateTime _day;
    private ImmutableDictionary<string, QueueToday> _today = ImmutableDictionary<string, QueueToday>.Empty;
    private ImmutableDictionary<(string Flow, string Node), NodeToday> _flowsToday = ImmutableDictionary<(string Flow, string Node), NodeToday>.Empty;

    /// <param name="directory">The fact log.</param>
    /// <param name="site">The configuration in force: what older facts are judged by, until one says otherwise.</param>
    /// <param name="clock">The clock that facts are stamped with.</param>
    /// <param name="time">Whose time zone says when a day begins.</param>
    /// <param name="logger">Where to report.</param>
    public LiveStatistics(string directory, SiteConfiguration site, CoreClock clock, TimeProvider time, ILogger<LiveStatistics> logger) =>
        (_directory, _site, _clock, _time, _logger) = (directory, site, clock, time, logger);

    /// <summary>The figures of today by queue; a queue without any is missing.</summary>
    public IReadOnlyDictionary<string, QueueToday> Today => Volatile.Read(ref _today);

    /// <summary>The callers of today by flow and node; a node nobody came to is missing. The same object as long as nothing changed.</summary>
    public ImmutableDictionary<(string Flow, string Node), NodeToday> Flows => Volatile.Read(ref _flowsToday);

    /// <summary>The figures between two moments, added up; whole 15-minute intervals.</summary>
    public PeriodFigures Between(DateTimeOffset from, DateTimeOffset until)
    {
        lock (_lock)
        {
            _statistics.Advance(_clock.Now);
            return _statistics.Between(from, until);
        }
    }

    /// <summary>The figures between two moments by interval, in order; an interval in which nothing happened is missing.</summary>
    public IReadOnlyList<(DateTimeOffset Start, PeriodFigures Figures)> Intervals(DateTimeOffset from, DateTimeOffset until)
    {
        lock (_lock)
        {
            _statistics.Advance(_clock.Now);
            return [.. _statistics.Intervals.Keys.Where(start => start >= from && start < until)
                .Select(start => (start, _statistics.Between(start, start + Core.Statistics.IntervalLength)))];
        }
    }

    /// <summary>A picture with the figures of today in it.</summary>
    public AcdSnapshot WithToday(AcdSnapshot picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var today = Today;
        return picture with { Queues = [.. picture.Queues.Select(q => q with { Today = today.GetValueOrDefault(q.Name) })] };
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        FactReader? reader = null;
        var wasOut = false;
        try
        {
            using var timer = new PeriodicTimer(Interval, _time);
            do
            {
                try
                {
                    reader ??= Begin();
                    Follow(reader, stoppingToken);
                    wasOut = false;
                }
                catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
                {
                    if (!wasOut) _logger.StatisticsStopped(_directory, fault.Message);
                    (wasOut, reader) = (true, null);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Nothing to save: the next start reads the facts again.
        }
    }

    private FactReader Begin()
    {
        var fresh = new Core.Statistics();
        fresh.Apply(new AcdFact.ConfigurationInForce(_site.Version) { Queues = [.. _site.Queues.Select(q => QueueTerms.Of(q.Key, q.Value))], At = _clock.Now });
        lock (_lock) (_statistics, _flows, _day) = (fresh, new FlowFigures(), default);
        return new FactReader(_directory, FactReader.LastBefore(_directory, _time.GetUtcNow() - Core.Statistics.Retention));
    }

    private void Follow(FactReader reader, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var facts = reader.Read(FactsAtOnce);
            lock (_lock)
            {
                foreach (var fact in facts)
                {
                    _statistics.Apply(fact);
                    BeginDayOf(fact.At.Utc);
                    _flows.Apply(fact);
                }
            }

            if (facts.Count < FactsAtOnce) break;
        }

        Publish();
    }

    private void BeginDayOf(DateTimeOffset moment)
    {
        var day = TimeZoneInfo.ConvertTime(moment, _time.LocalTimeZone).Date;
        if (day <= _day) return;
        _day = day;
        _flows.BeginAnew();
    }

    private void Publish()
    {
        var now = TimeZoneInfo.ConvertTime(_time.GetUtcNow(), _time.LocalTimeZone);
        var midnight = new DateTimeOffset(now.Date, _time.LocalTimeZone.GetUtcOffset(now.Date));
        lock (_lock)
        {
            var figures = _statistics.Between(midnight, midnight.AddDays(1));
            BeginDayOf(now);
            _flowsToday = Changed(_flowsToday, _flows.Nodes);
            _today = figures.Queues.ToImmutableDictionary(q => q.Key.Value, q => QueueToday.Of(q.Value, _statistics.ObjectiveOf(q.Key)));
        }
    }

    private static ImmutableDictionary<(string Flow, string Node), NodeToday> Changed(
        ImmutableDictionary<(string Flow, string Node), NodeToday> before, IEnumerable<NodeFigures> nodes) =>
        before.SetItems(nodes.Select(node => KeyValuePair.Create((node.Flow, node.Node), NodeToday.Of(node))));
}

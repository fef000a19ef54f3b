namespace Telephony.Server.Alerts;

/// <summary>
/// Figures of calls in a window up to now. The statistics have whole quarters of an hour; what was in the first of them before the window began is remembered minute by
/// minute, and taken away. After a restart nothing is remembered yet: for the first window the time counts from the beginning of its quarter.
/// </summary>
/// <param name="between">The figures by queue of a time that begins with a quarter of an hour.</param>
/// <param name="midnight">When today began, where the site is.</param>
internal sealed class TrailingFigures(Func<DateTimeOffset, DateTimeOffset, IReadOnlyDictionary<string, CallFigures>> between, Func<DateTimeOffset, DateTimeOffset> midnight)
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(4) + TimeSpan.FromMinutes(16);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly Dictionary<long, IReadOnlyDictionary<string, CallFigures>> _minutes = [];
    private readonly Dictionary<TimeSpan, (DateTimeOffset At, IReadOnlyDictionary<string, CallFigures> Figures)> _known = [];

    /// <summary>Remembers the present minute.</summary>
    public void Note(DateTimeOffset now)
    {
        var minute = MinuteOf(now);
        if (_minutes.ContainsKey(minute)) return;
        _minutes[minute] = between(QuarterOf(now), now + Core.Statistics.IntervalLength);
        foreach (var old in _minutes.Keys.Where(m => m < MinuteOf(now - Kept)).ToList()) _minutes.Remove(old);
    }

    /// <summary>The figures of a window; a few seconds old at most.</summary>
    /// <param name="queue">A queue; null for all together.</param>
    /// <param name="window">Up to now; null for today.</param>
    /// <param name="now">The time.</param>
    public CallFigures Of(string? queue, TimeSpan? window, DateTimeOffset now)
    {
        var key = window ?? TimeSpan.Zero;
        if (!_known.TryGetValue(key, out var known) || now - known.At >= Fresh || now < known.At)
        {
            if (_known.Count > 500) _known.Clear();
            _known[key] = known = (now, Read(window, now));
        }

        return queue is not null ? known.Figures.GetValueOrDefault(queue) : known.Figures.Values.Aggregate(default(CallFigures), (sum, figures) => sum + figures);
    }

    private IReadOnlyDictionary<string, CallFigures> Read(TimeSpan? window, DateTimeOffset now)
    {
        if (window is not { } length) return between(midnight(now), now + Core.Statistics.IntervalLength);
        var begin = now - length;
        var whole = between(QuarterOf(begin), now + Core.Statistics.IntervalLength);
        if (_minutes.GetValueOrDefault(MinuteOf(begin)) is not { } before) return whole;
        return whole.ToDictionary(f => f.Key, f => f.Value - before.GetValueOrDefault(f.Key), StringComparer.Ordinal);
    }

    private static long MinuteOf(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerMinute;

    private static DateTimeOffset QuarterOf(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % Core.Statistics.IntervalLength.Ticks), TimeSpan.Zero);
}

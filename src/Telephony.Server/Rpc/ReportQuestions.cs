using Google.Protobuf.WellKnownTypes;
using Telephony.Core;
using Telephony.Server.Statistics;

namespace Telephony.Server.Rpc;

/// <summary>A period as asked for, checked.</summary>
internal sealed record ReportTime(DateTimeOffset From, DateTimeOffset Until, Buckets? Buckets, TimeZoneInfo Zone)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(92);
    private static readonly TimeSpan Quarter = Core.Statistics.IntervalLength;

    /// <summary>Reads the fields of a request.</summary>
    /// <param name="period">The period.</param>
    /// <param name="interval">The length of an interval; null for <paramref name="otherwise"/>.</param>
    /// <param name="zone">An IANA name; empty for the server's.</param>
    /// <param name="otherwise">The length when none is asked for; null for none.</param>
    /// <param name="server">The server's zone.</param>
    public static ReportTime Of(V1.Period? period, Duration? interval, string zone, TimeSpan? otherwise, TimeZoneInfo server)
    {
        var (from, until) = Exact(period);
        (from, until) = (new DateTimeOffset(from.UtcTicks / Quarter.Ticks * Quarter.Ticks, TimeSpan.Zero), new DateTimeOffset((until.UtcTicks + Quarter.Ticks - 1) / Quarter.Ticks * Quarter.Ticks, TimeSpan.Zero));
        var place = ZoneOf(zone, server);
        var length = interval is null ? otherwise : Fields.Time("interval", interval, Statistics.Buckets.Month);
        if (length is { } asked && !Statistics.Buckets.Lengths.Contains(asked)) throw Refusals.Field("interval", "900s, 1800s, 3600s, 86400s, 604800s or 2592000s is wanted");
        return new ReportTime(from, until, length is { } known ? new Buckets(known, place) : null, place);
    }

    /// <summary>The period, not rounded.</summary>
    public static (DateTimeOffset From, DateTimeOffset Until) Exact(V1.Period? period)
    {
        if (period?.StartTime is null) throw Refusals.Field("period.start_time", "a time is wanted");
        if (period.EndTime is null) throw Refusals.Field("period.end_time", "a time is wanted");
        var (from, until) = (Fields.Time("period.start_time", period.StartTime), Fields.Time("period.end_time", period.EndTime));
        if (until <= from) throw Refusals.Field("period.end_time", "a time later than start_time is wanted");
        if (until - from > Longest) throw Refusals.Field("period", $"{Longest.Days} days at most are wanted");
        return (from, until);
    }

    /// <summary>A time zone.</summary>
    public static TimeZoneInfo ZoneOf(string zone, TimeZoneInfo server)
    {
        if (zone.Length == 0) return server;
        return zone.Length <= 60 && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : throw Refusals.Field("time_zone", "an IANA name is wanted, as in Asia/Shanghai");
    }

    /// <summary>Adds figures up by the intervals asked for; in order.</summary>
    public IEnumerable<(V1.Period Period, PeriodFigures Figures)> Group(IReadOnlyList<(DateTimeOffset Start, PeriodFigures Figures)> quarters)
    {
        foreach (var group in quarters.GroupBy(q => Buckets?.Of(q.Start) ?? (From, Until)))
        {
            var sum = new PeriodFigures();
            foreach (var (_, figures) in group) sum.Add(figures);
            yield return (Clipped(group.Key.Item1, group.Key.Item2), sum);
        }
    }

    private V1.Period Clipped(DateTimeOffset start, DateTimeOffset end) => new()
    {
        StartTime = Views.Time(start > From ? start : From), EndTime = Views.Time(end < Until ? end : Until),
    };
}

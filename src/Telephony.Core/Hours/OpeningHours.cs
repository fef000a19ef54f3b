using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>Whether a queue is open.</summary>
public enum OpeningKind
{
    /// <summary>Callers are taken in.</summary>
    Open,

    /// <summary>Outside the opening hours, or closed by command.</summary>
    Closed,

    /// <summary>A day off.</summary>
    Holiday,

    /// <summary>The emergency switch is on.</summary>
    Emergency,
}

/// <summary>What a calendar says of a moment.</summary>
/// <param name="Kind">Open, closed or holiday.</param>
/// <param name="Holiday">The holiday's name.</param>
public readonly record struct Opening(OpeningKind Kind, string? Holiday);

/// <summary>Reads calendars. The local clock is looked up for each moment asked about, so an hour that a change of clocks skips or repeats
/// is what the local clock shows: a span from 01:00 to 03:00 lasts one hour longer or shorter on such a day.</summary>
public static class OpeningHours
{
    private const int DaysAhead = 8;

    /// <summary>What holds at a moment.</summary>
    public static Opening At(Calendar calendar, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        var local = now.UtcDateTime + calendar.Zone.OffsetAt(now.UtcDateTime);
        var date = DateOnly.FromDateTime(local);
        foreach (var holiday in calendar.Holidays)
        {
            if (Covers(holiday, date)) return new Opening(OpeningKind.Holiday, holiday.Name);
        }

        var isOpen = Covers(calendar.Open, local) && !Covers(calendar.Closed, local);
        return new Opening(isOpen ? OpeningKind.Open : OpeningKind.Closed, null);
    }

    /// <summary>When the answer changes next; null when it does not within <c>8</c> days. Exact to the tick, over changes of clocks too.</summary>
    public static DateTimeOffset? NextChange(Calendar calendar, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        var present = At(calendar, now);
        var best = default(DateTime?);
        foreach (var edge in Edges(calendar, now.UtcDateTime))
        {
            if (edge <= now.UtcDateTime || edge >= best) continue;
            if (At(calendar, new DateTimeOffset(edge, TimeSpan.Zero)) != present) best = edge;
        }

        return best is { } found ? new DateTimeOffset(found, TimeSpan.Zero) : null;
    }

    /// <summary>Every moment of the coming days at which something may change: the edges of spans and days by each offset of those days, and the changes of clocks.</summary>
    private static IEnumerable<DateTime> Edges(Calendar calendar, DateTime utc)
    {
        var (zone, until) = (calendar.Zone, utc.AddDays(DaysAhead));
        var changes = zone.Changes.Where(c => c.AtUtc > utc.AddDays(-1) && c.AtUtc <= until).ToList();
        foreach (var change in changes) yield return change.AtUtc;
        var offsets = changes.Select(c => c.Offset).Append(zone.OffsetAt(utc)).Append(zone.OffsetAt(utc.AddDays(-1))).Distinct().ToList();
        var today = (utc + zone.OffsetAt(utc)).Date;
        for (var day = -1; day <= DaysAhead; day++)
        {
            var midnight = today.AddDays(day);
            foreach (var local in EdgesOf(calendar, midnight))
            {
                foreach (var offset in offsets) yield return local - offset;
            }
        }
    }

    private static IEnumerable<DateTime> EdgesOf(Calendar calendar, DateTime midnight)
    {
        yield return midnight;
        foreach (var span in calendar.Open.Concat(calendar.Closed))
        {
            if (!Begins(span, DateOnly.FromDateTime(midnight))) continue;
            yield return midnight + span.From;
            yield return midnight + span.To + (span.To <= span.From ? TimeSpan.FromDays(1) : TimeSpan.Zero);
        }
    }

    private static bool Covers(ImmutableArray<DaySpan> spans, DateTime local)
    {
        var (date, time) = (DateOnly.FromDateTime(local), local.TimeOfDay);
        foreach (var span in spans)
        {
            var overMidnight = span.To <= span.From;
            if (Begins(span, date) && time >= span.From && (overMidnight || time < span.To)) return true;
            if (overMidnight && time < span.To && date > DateOnly.MinValue && Begins(span, date.AddDays(-1))) return true;
        }

        return false;
    }

    private static bool Begins(DaySpan span, DateOnly date) => span.Date is { } only ? only == date : span.Days.Contains(date.DayOfWeek);

    private static bool Covers(Holiday holiday, DateOnly date)
    {
        if (!holiday.Yearly) return date >= holiday.From && date <= holiday.To;
        var (day, from, to) = (InYear(date), InYear(holiday.From), InYear(holiday.To));
        return from <= to ? day >= from && day <= to : day >= from || day <= to; // Christmas to New Year
    }

    private static int InYear(DateOnly date) => (date.Month * 100) + date.Day;
}

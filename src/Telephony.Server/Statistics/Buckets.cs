namespace Telephony.Server.Statistics;

/// <summary>Times of equal length that a report is divided into: counted from each day's midnight where the site is, so that a day of 23 or 25 hours is one day.</summary>
/// <param name="Length">15, 30 or 60 minutes, a day, a week, or <see cref="Month"/>.</param>
/// <param name="Zone">Where the site is.</param>
internal sealed record Buckets(TimeSpan Length, TimeZoneInfo Zone)
{
    public static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>Stands for a month of the calendar, whatever its length.</summary>
    public static readonly TimeSpan Month = TimeSpan.FromDays(30);

    /// <summary>The lengths there are.</summary>
    public static IReadOnlyList<TimeSpan> Lengths { get; } = [TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(60), Day, Week, Month];

    /// <summary>The beginning and the end of the one that a moment is in.</summary>
    public (DateTimeOffset Start, DateTimeOffset End) Of(DateTimeOffset moment)
    {
        var date = TimeZoneInfo.ConvertTime(moment, Zone).Date;
        if (Length == Week)
        {
            var monday = date.AddDays(-(((int)date.DayOfWeek + 6) % 7));
            return (MidnightOf(monday), MidnightOf(monday.AddDays(7)));
        }

        if (Length == Month)
        {
            var first = date.AddDays(1 - date.Day);
            return (MidnightOf(first), MidnightOf(first.AddMonths(1)));
        }

        var midnight = MidnightOf(date);
        var next = MidnightOf(date.AddDays(1));
        if (Length == Day) return (midnight, next);
        var start = midnight + (Length * Math.Floor((moment - midnight) / Length));
        var end = start + Length;
        return (start, end < next ? end : next);
    }

    /// <summary>The first moment of a day, in UTC; where the clocks are put forward at midnight it is the hour after.</summary>
    private DateTimeOffset MidnightOf(DateTime date)
    {
        var local = DateTime.SpecifyKind(date, DateTimeKind.Unspecified);
        while (Zone.IsInvalidTime(local)) local = local.AddMinutes(15);
        return new DateTimeOffset(local, Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local)).ToUniversalTime();
    }
}

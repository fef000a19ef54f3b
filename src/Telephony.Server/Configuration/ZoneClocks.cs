using System.Collections.Immutable;
using Telephony.Core;

namespace Telephony.Server.Configuration;

/// <summary>Time zones of this machine as data for the core, from <see cref="FirstYear"/> to <see cref="LastYear"/>.</summary>
internal static class ZoneClocks
{
    public const int FirstYear = 2020;

    public const int LastYear = 2050;

    /// <summary>A zone by its IANA name; null when this machine does not know it.</summary>
    public static ZoneClock? Find(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? Of(name, zone) : null;

    private static ZoneClock Of(string name, TimeZoneInfo zone)
    {
        var begin = new DateTime(FirstYear, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var end = new DateTime(LastYear, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var first = zone.GetUtcOffset(begin);
        var changes = ImmutableArray.CreateBuilder<ZoneChange>();
        var offset = first;
        for (var day = begin; day < end; day = day.AddDays(1))
        {
            if (zone.GetUtcOffset(day.AddDays(1)) == offset) continue; // no zone changes twice a day
            var at = ChangeIn(zone, day, offset);
            offset = zone.GetUtcOffset(at);
            changes.Add(new ZoneChange(at, offset));
        }

        return new ZoneClock(name, first, changes.ToImmutable());
    }

    /// <summary>The first second of a day at which the offset is another.</summary>
    private static DateTime ChangeIn(TimeZoneInfo zone, DateTime day, TimeSpan offset)
    {
        var (before, after) = (0, 24 * 60 * 60);
        while (after - before > 1)
        {
            var middle = (before + after) / 2;
            if (zone.GetUtcOffset(day.AddSeconds(middle)) == offset) before = middle;
            else after = middle;
        }

        return day.AddSeconds(after);
    }
}

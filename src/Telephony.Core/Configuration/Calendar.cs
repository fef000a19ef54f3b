using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>Opening hours. Emergency comes before holiday, holiday before closed, closed before open; what nothing is said about is closed.</summary>
public sealed record Calendar
{
    /// <summary>The local clock.</summary>
    public required ZoneClock Zone { get; init; }

    /// <summary>When it is open.</summary>
    public ImmutableArray<DaySpan> Open { get; init; } = [];

    /// <summary>When it is closed all the same: lunch, a company meeting.</summary>
    public ImmutableArray<DaySpan> Closed { get; init; } = [];

    /// <summary>Days on which it is closed, from local midnight to midnight.</summary>
    public ImmutableArray<Holiday> Holidays { get; init; } = [];
}

/// <summary>A span of local time on certain days. One that ends at or before its beginning ends on the next day.</summary>
/// <param name="Days">Days of the week; empty when <paramref name="Date"/> is set.</param>
/// <param name="Date">One date only, e.g. a Saturday that is worked for a holiday.</param>
/// <param name="From">Beginning, on the local clock.</param>
/// <param name="To">End, on the local clock; 24:00 is the end of the day.</param>
public sealed record DaySpan(ImmutableArray<DayOfWeek> Days, DateOnly? Date, TimeSpan From, TimeSpan To);

/// <summary>One or several days off.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="From">The first day; of any year when <paramref name="Yearly"/>.</param>
/// <param name="To">The last day.</param>
/// <param name="Yearly">Whether it comes back on the same dates every year.</param>
public sealed record Holiday(string Name, DateOnly From, DateOnly To, bool Yearly);

/// <summary>A time zone as data, because the core may not ask the machine: the offset from UTC and every change of it.</summary>
/// <param name="Name">IANA name, e.g. <c>Asia/Shanghai</c>.</param>
/// <param name="Offset">Offset from UTC before the first change.</param>
/// <param name="Changes">Changes in order of time.</param>
public sealed record ZoneClock(string Name, TimeSpan Offset, ImmutableArray<ZoneChange> Changes)
{
    /// <summary>No offset, no changes.</summary>
    public static ZoneClock Utc { get; } = new("Etc/UTC", TimeSpan.Zero, []);

    /// <summary>The offset in force at a moment. O(log n).</summary>
    public TimeSpan OffsetAt(DateTime utc)
    {
        var (low, high) = (0, Changes.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Changes[middle].AtUtc <= utc) low = middle + 1;
            else high = middle;
        }

        return low == 0 ? Offset : Changes[low - 1].Offset;
    }
}

/// <summary>From a moment on, another offset from UTC.</summary>
public readonly record struct ZoneChange(DateTime AtUtc, TimeSpan Offset);

using Google.Protobuf.WellKnownTypes;
using Telephony.Core;

namespace Telephony.Server.Rpc;

/// <summary>Checks of fields that several requests have.</summary>
internal static class Fields
{
    private const int LongestBy = 100;
    private const int FarthestPosition = 1_000_000;
    private const long LatestSecond = 253_402_300_799; // the end of the year 9999

    /// <summary>Who asks.</summary>
    public static void CheckBy(string by) => CheckText("by", by, 1, LongestBy);

    /// <summary>A text for the record.</summary>
    public static void CheckText(string field, string text, int least, int most)
    {
        if (text.Length < least || text.Length > most || text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')))
            throw Refusals.Field(field, $"{least} to {most} characters are wanted");
    }

    /// <summary>A position in a queue; 0 for none.</summary>
    public static void CheckPosition(int position)
    {
        if (position is < 0 or > FarthestPosition) throw Refusals.Field("position", $"0 to {FarthestPosition} is wanted");
    }

    /// <summary>A priority.</summary>
    public static void CheckPriority(string field, int priority)
    {
        if (priority is < 0 or > CallOrder.PriorityMost) throw Refusals.Field(field, $"0 to {CallOrder.PriorityMost} is wanted");
    }

    /// <summary>A moment.</summary>
    public static DateTimeOffset Time(string field, Timestamp time)
    {
        if (time.Nanos is < 0 or > 999_999_999 || time.Seconds < 0 || time.Seconds > LatestSecond) throw Refusals.Field(field, "a time from 1970 to 9999 is wanted");
        return time.ToDateTimeOffset();
    }

    /// <summary>A time, zero when it is absent.</summary>
    public static TimeSpan Time(string field, Duration? time, TimeSpan most)
    {
        if (time is null) return TimeSpan.Zero;
        if (time.Seconds < 0 || time.Nanos is < 0 or > 999_999_999 || time.Seconds > most.TotalSeconds || time.ToTimeSpan() > most)
            throw Refusals.Field(field, $"0 s to {most.TotalSeconds} s is wanted");
        return time.ToTimeSpan();
    }
}

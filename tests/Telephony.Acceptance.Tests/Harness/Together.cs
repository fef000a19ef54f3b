using System.Diagnostics;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>Two things done with an exact distance in time.</summary>
public static class Together
{
    /// <summary>Does the first <paramref name="offset"/> after the second, or before it when the offset is negative.</summary>
    /// <remarks>Spins for the last part: a timer's tick would blur offsets of a few milliseconds.</remarks>
    public static Task Async(TimeSpan offset, Action first, Action second) => Task.Run(() =>
    {
        var (early, late) = offset < TimeSpan.Zero ? (first, second) : (second, first);
        early();
        var start = Stopwatch.GetTimestamp();
        SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(start) >= offset.Duration());
        late();
    });
}

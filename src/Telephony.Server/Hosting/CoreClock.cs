using Telephony.Core;

namespace Telephony.Server.Hosting;

/// <summary>Makes the moments that inputs carry: monotonic time that goes on where the journal ended, so that no wait clock
/// stands still or runs back over a restart, and wall-clock time as a label.</summary>
public sealed class CoreClock
{
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly TimeSpan _startedAt;

    /// <param name="time">The machine's clocks.</param>
    /// <param name="last">The last moment in the journal. The time the process was down is taken from the wall clock, for nothing else is left.</param>
    public CoreClock(TimeProvider time, Moment last)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _started = time.GetTimestamp();
        var down = last == default ? TimeSpan.Zero : time.GetUtcNow() - last.Utc;
        _startedAt = last.Elapsed + (down > TimeSpan.Zero ? down : TimeSpan.Zero);
    }

    /// <summary>Now.</summary>
    public Moment Now => new(_startedAt + _time.GetElapsedTime(_started), _time.GetUtcNow());
}

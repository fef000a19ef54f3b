using Telephony.Core;

namespace Telephony.Server.Hosting;

/// <summary>Makes the moments that inputs carry: monotonic time that goes on where the journal ended, so that no wait clock
/// stands still or runs back over a restart, and wall-clock time as a label.</summary>
public sealed class CoreClock
{
    private readonly TimeProvider _time;
    private volatile Origin _origin;

    /// <param name="time">The machine's clocks.</param>
    /// <param name="last">The last moment in the journal. The time the process was down is taken from the wall clock, for nothing else is left.</param>
    public CoreClock(TimeProvider time, Moment last)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        var down = last == default ? TimeSpan.Zero : time.GetUtcNow() - last.Utc;
        _origin = new Origin(time.GetTimestamp(), last.Elapsed + (down > TimeSpan.Zero ? down : TimeSpan.Zero));
    }

    /// <summary>Now.</summary>
    public Moment Now
    {
        get
        {
            var origin = _origin;
            return new Moment(origin.Elapsed + _time.GetElapsedTime(origin.Timestamp), _time.GetUtcNow());
        }
    }

    /// <summary>A standby's time is the leader's: it goes on from the latest moment it was told.</summary>
    public void Follow(Moment latest) => _origin = new Origin(_time.GetTimestamp(), latest.Elapsed);

    private sealed record Origin(long Timestamp, TimeSpan Elapsed);
}

namespace Telephony.Core;

/// <summary>When something happened: monotonic time for every calculation, wall-clock time for labels only.</summary>
/// <param name="Elapsed">Monotonic time since the journal began; never goes back, not even over a restart.</param>
/// <param name="Utc">Wall-clock time. It may jump; no decision reads it except opening hours, and what another life of the router noted on a channel.</param>
public readonly record struct Moment(TimeSpan Elapsed, DateTimeOffset Utc)
{
    /// <summary>The later of two moments, by monotonic time; of two equal ones the second, which knows the newer wall clock.</summary>
    public static Moment Later(Moment a, Moment b) => b.Elapsed >= a.Elapsed ? b : a;

    /// <summary>Monotonic time from <paramref name="earlier"/> to this moment; never negative.</summary>
    public TimeSpan Since(Moment earlier) => Elapsed > earlier.Elapsed ? Elapsed - earlier.Elapsed : TimeSpan.Zero;
}

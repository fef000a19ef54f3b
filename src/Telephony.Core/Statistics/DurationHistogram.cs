namespace Telephony.Core;

/// <summary>Counts durations so that percentiles can be read: buckets of whole milliseconds up to 128 ms, then 64 to each power of two.
/// A percentile is never below the true value and at most 1/64 (1.6 %) or 1 ms above it. Adding two histograms loses nothing.</summary>
public sealed class DurationHistogram
{
    private const int Bits = 6;
    private readonly SortedDictionary<int, long> _buckets = [];

    /// <summary>How many durations have been added.</summary>
    public long Count { get; private set; }

    /// <summary>Buckets with something in them: index and count.</summary>
    public IReadOnlyDictionary<int, long> Buckets => _buckets;

    /// <summary>Adds a duration; below zero counts as zero.</summary>
    public void Add(TimeSpan duration) => Add(IndexOf((long)Math.Ceiling(Math.Max(0, duration.TotalMilliseconds))), 1);

    /// <summary>Adds all of another.</summary>
    public void Add(DurationHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var (index, count) in other._buckets) Add(index, count);
    }

    /// <summary>The smallest duration that at least this share (0 – 1) of all do not exceed; null when there are none.</summary>
    public TimeSpan? Percentile(double share)
    {
        if (Count == 0) return null;
        var rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        foreach (var (index, count) in _buckets)
        {
            rank -= count;
            if (rank <= 0) return TimeSpan.FromMilliseconds(UpperEdgeOf(index));
        }

        return TimeSpan.FromMilliseconds(UpperEdgeOf(_buckets.Keys.Last()));
    }

    /// <summary>How many durations are not longer than this; one that is at most 1.6 % (or 1 ms) shorter may count as longer.</summary>
    public long CountUpTo(TimeSpan limit) => _buckets.TakeWhile(b => UpperEdgeOf(b.Key) <= limit.TotalMilliseconds).Sum(b => b.Value);

    private void Add(int index, long count)
    {
        _buckets[index] = _buckets.GetValueOrDefault(index) + count;
        Count += count;
    }

    private static int IndexOf(long milliseconds)
    {
        var shift = Math.Max(0, 63 - System.Numerics.BitOperations.LeadingZeroCount((ulong)milliseconds | 1) - Bits);
        return (shift << Bits) + (int)(milliseconds >> shift);
    }

    private static long UpperEdgeOf(int index)
    {
        var shift = Math.Max(0, (index >> Bits) - 1);
        return ((index - ((long)shift << Bits) + 1L) << shift) - 1;
    }
}

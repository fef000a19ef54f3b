namespace Telephony.Api.Benchmarks;

/// <summary>Times in milliseconds, and where they lie.</summary>
internal sealed class Times
{
    private readonly Lock _lock = new();
    private readonly List<double> _all = [];

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _all.Count;
        }
    }

    public void Add(double milliseconds)
    {
        lock (_lock) _all.Add(milliseconds);
    }

    public void Add(IEnumerable<double> milliseconds)
    {
        lock (_lock) _all.AddRange(milliseconds);
    }

    /// <summary>The time that this share of all does not exceed (nearest rank); NaN when there is none.</summary>
    /// <param name="share">0 to 1.</param>
    public double At(double share)
    {
        lock (_lock)
        {
            if (_all.Count == 0) return double.NaN;
            _all.Sort();
            return _all[Math.Clamp((int)Math.Ceiling(share * _all.Count) - 1, 0, _all.Count - 1)];
        }
    }

    /// <summary>A copy.</summary>
    public double[] ToArray()
    {
        lock (_lock) return [.. _all];
    }
}

namespace Telephony.Server.Simulation;

/// <summary>How long callers are patient, from waits of which many ended before the caller lost patience (answered, sent on):
/// the product-limit estimator (Kaplan and Meier, JASA 53, 1958). Beyond the longest wait seen, callers leave at the mean rate of all.</summary>
public sealed class KaplanMeier
{
    private readonly List<(double Seconds, double Surviving)> _steps = [];
    private readonly double _rate;

    /// <param name="waits">Each wait, and whether the caller gave up at its end.</param>
    public KaplanMeier(IEnumerable<(TimeSpan Wait, bool GaveUp)> waits)
    {
        var sorted = waits.OrderBy(w => w.Wait).ThenByDescending(w => w.GaveUp).ToArray();
        var (surviving, exposure, events) = (1.0, 0.0, 0);
        for (var i = 0; i < sorted.Length; i++)
        {
            exposure += sorted[i].Wait.TotalSeconds;
            if (!sorted[i].GaveUp) continue;
            events++;
            surviving *= 1 - (1.0 / (sorted.Length - i));
            _steps.Add((sorted[i].Wait.TotalSeconds, surviving));
        }

        _rate = exposure > 0 ? events / exposure : 0;
    }

    /// <summary>Share of callers who are still patient after a time, 0 – 1.</summary>
    public double Surviving(TimeSpan time)
    {
        var surviving = 1.0;
        foreach (var (seconds, after) in _steps)
        {
            if (seconds > time.TotalSeconds) break;
            surviving = after;
        }

        return surviving;
    }

    /// <summary>The patience of which a share <paramref name="u"/> (0 – 1, 1 excluded) of callers has no more; null for a caller who never gives up.</summary>
    public TimeSpan? Quantile(double u)
    {
        var left = 1 - u;
        var at = _steps.FindIndex(s => s.Surviving <= left);
        if (at >= 0) return TimeSpan.FromSeconds(_steps[at].Seconds);
        if (_rate <= 0) return null;
        var (last, surviving) = _steps[^1];
        return TimeSpan.FromSeconds(last + Math.Min(1e6, Math.Log(surviving / left) / _rate));
    }
}

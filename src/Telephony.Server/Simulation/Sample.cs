namespace Telephony.Server.Simulation;

/// <summary>A mean over reruns and how sure it is.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Margin">The true mean is within ± this with 95 % confidence (Student's t).</param>
/// <param name="Low">A single day is not below this with 95 % confidence (prediction interval, two-sided).</param>
/// <param name="High">And not above this.</param>
public sealed record Sample(double Mean, double Margin, double Low, double High)
{
    private static readonly double[] T95 =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    /// <summary>Of some values, those that are missing left out; null when none is left.</summary>
    public static Sample? Of(IEnumerable<double?> values)
    {
        var known = values.OfType<double>().ToArray();
        if (known.Length == 0) return null;
        var mean = known.Average();
        if (known.Length == 1) return new Sample(mean, double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity);
        var deviation = Math.Sqrt(known.Sum(v => (v - mean) * (v - mean)) / (known.Length - 1));
        var t = known.Length - 2 < T95.Length ? T95[known.Length - 2] : 1.960 + (2.5 / (known.Length - 1));
        var day = t * deviation * Math.Sqrt(1 + (1.0 / known.Length));
        return new Sample(mean, t * deviation / Math.Sqrt(known.Length), mean - day, mean + day);
    }
}

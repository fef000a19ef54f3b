using System.Globalization;

namespace Telephony.Acceptance.Tests.Soak;

/// <summary>A straight line through samples, by least squares, with the standard error of its slope.</summary>
/// <param name="PerMinute">How much more each minute.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="First">Where the line begins.</param>
/// <param name="Last">Where it ends.</param>
public readonly record struct Slope(double PerMinute, double Error, double First, double Last)
{
    /// <summary>Whether it may be no more than that: the line's slope less two standard errors is not.</summary>
    public bool MayBe(double perMinute) => PerMinute - (2 * Error) <= perMinute;

    /// <summary>The line through samples; flat for fewer than three.</summary>
    public static Slope Of(IReadOnlyList<(TimeSpan At, double Value)> samples)
    {
        if (samples.Count < 3) return default;
        var (x, y) = (samples.Average(s => s.At.TotalMinutes), samples.Average(s => s.Value));
        var spread = samples.Sum(s => (s.At.TotalMinutes - x) * (s.At.TotalMinutes - x));
        var slope = samples.Sum(s => (s.At.TotalMinutes - x) * (s.Value - y)) / spread;
        var rest = samples.Sum(s => Math.Pow(s.Value - y - (slope * (s.At.TotalMinutes - x)), 2));
        double LineAt(TimeSpan at) => y + (slope * (at.TotalMinutes - x));
        return new Slope(slope, Math.Sqrt(rest / (samples.Count - 2) / spread), LineAt(samples[0].At), LineAt(samples[^1].At));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{PerMinute:+0.000;-0.000} ± {Error:0.000} a minute (from {First:0.0} to {Last:0.0})");
}

using System.Globalization;

namespace Telephony.Core.Benchmarks;

/// <summary>How a time grows with a size: a straight line through logarithms, by least squares.</summary>
/// <param name="Exponent">The time grows with the size to this power.</param>
/// <param name="HalfWidth">The exponent is this near with 95 % confidence, by the scatter of the points.</param>
internal readonly record struct GrowthFit(double Exponent, double HalfWidth)
{
    // Student's t for 95 %, by degrees of freedom from 1 on; beyond these the normal value is near enough.
    private static readonly double[] Student = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069];

    public static GrowthFit Of(IReadOnlyList<(double Size, double Time)> points)
    {
        var logs = points.Select(p => (X: Math.Log10(p.Size), Y: Math.Log10(p.Time))).ToArray();
        var (meanX, meanY) = (logs.Average(p => p.X), logs.Average(p => p.Y));
        var spread = logs.Sum(p => (p.X - meanX) * (p.X - meanX));
        var slope = logs.Sum(p => (p.X - meanX) * (p.Y - meanY)) / spread;
        var freedom = logs.Length - 2;
        var scatter = logs.Sum(p => Math.Pow(p.Y - meanY - (slope * (p.X - meanX)), 2)) / freedom;
        return new GrowthFit(slope, (freedom <= Student.Length ? Student[freedom - 1] : 1.96) * Math.Sqrt(scatter / spread));
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Exponent:0.00} ± {HalfWidth:0.00}");
}

namespace Telephony.Server.Prompts;

/// <summary>Changes the rate of samples by a windowed sinc: each output sample is a weighted sum of the input around its moment, with
/// everything above the lower of the two Nyquist frequencies filtered away.</summary>
public static class Resampler
{
    /// <summary>Zero crossings of the sinc on each side: more are sharper and slower.</summary>
    private const int Crossings = 16;

    /// <summary>How much of the band is kept below the Nyquist frequency, so that the filter's slope ends there.</summary>
    private const double Band = 0.94;

    /// <summary>The same sound at another rate.</summary>
    /// <param name="samples">The sound.</param>
    /// <param name="from">Its rate, samples a second.</param>
    /// <param name="to">The rate wanted.</param>
    public static float[] Resample(ReadOnlySpan<float> samples, int from, int to)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(from);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(to);
        if (from == to) return samples.ToArray();
        var divisor = (int)System.Numerics.BigInteger.GreatestCommonDivisor(from, to);
        var (up, down) = (to / divisor, from / divisor);
        var cutoff = Band * Math.Min(1.0, (double)to / from);
        var reach = (int)Math.Ceiling(Crossings / cutoff);
        var weights = new float[]?[up];
        var output = new float[(int)((long)samples.Length * up / down)];
        for (var i = 0; i < output.Length; i++)
        {
            var whole = (int)((long)i * down / up);
            var phase = (int)((long)i * down % up);
            output[i] = Sum(samples, whole - reach + 1, weights[phase] ??= Weights((double)phase / up, reach, cutoff));
        }

        return output;
    }

    private static float Sum(ReadOnlySpan<float> samples, int first, ReadOnlySpan<float> weights)
    {
        var sum = 0f;
        for (int k = Math.Max(0, -first), end = Math.Min(weights.Length, samples.Length - first); k < end; k++) sum += samples[first + k] * weights[k];
        return sum;
    }

    /// <summary>Weights of the samples from reach - 1 before the moment to reach after it, for a moment that lies so far after a sample; their sum is 1.</summary>
    private static float[] Weights(double fraction, int reach, double cutoff)
    {
        var weights = new double[2 * reach];
        for (var k = 0; k < weights.Length; k++)
        {
            var distance = k - reach + 1 - fraction;
            var x = Math.PI * distance * cutoff;
            var sinc = Math.Abs(x) < 1e-9 ? 1 : Math.Sin(x) / x;
            weights[k] = sinc * (0.5 + (0.5 * Math.Cos(Math.PI * Math.Clamp(distance / reach, -1, 1))));
        }

        var sum = weights.Sum();
        return [.. weights.Select(w => (float)(w / sum))];
    }
}

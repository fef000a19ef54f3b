namespace Telephony.Acceptance.Tests.Harness;

/// <summary>Sine tones at 8,000 samples a second, made and found (Goertzel's algorithm).</summary>
public static class Tone
{
    public const int SampleRate = 8000;

    /// <summary>A tone is there from this share of full scale on; our phones play at 0.35.</summary>
    public const double Present = 0.1;

    /// <summary>A tone is absent below this share of full scale (−40 dB).</summary>
    public const double Absent = 0.01;

    /// <summary>The amplitude of one frequency in the samples, as a share of full scale (0 to 1).</summary>
    /// <param name="hz">The frequency, below 4,000 Hz.</param>
    public static double Power(ReadOnlySpan<short> samples, double hz)
    {
        if (samples.IsEmpty)
            return 0;
        var coefficient = 2 * Math.Cos(2 * Math.PI * hz / SampleRate);
        double previous = 0, beforeThat = 0;
        for (var i = 0; i < samples.Length; i++)
        {
            // A Hann window keeps a loud neighbour from leaking into this frequency.
            var window = 1 - Math.Cos(2 * Math.PI * i / samples.Length);
            var current = samples[i] * window + coefficient * previous - beforeThat;
            (beforeThat, previous) = (previous, current);
        }

        var power = previous * previous + beforeThat * beforeThat - coefficient * previous * beforeThat;
        return 2 * Math.Sqrt(Math.Max(0, power)) / samples.Length / short.MaxValue;
    }

    /// <summary>The root of the mean square of the samples, as a share of full scale.</summary>
    public static double Loudness(ReadOnlySpan<short> samples)
    {
        if (samples.IsEmpty)
            return 0;
        double sum = 0;
        foreach (var sample in samples)
            sum += (double)sample * sample;
        return Math.Sqrt(sum / samples.Length) / short.MaxValue;
    }

    /// <summary>One sample of a tone at <paramref name="amplitude"/> (share of full scale).</summary>
    public static short At(long sample, double hz, double amplitude = 0.35) =>
        (short)(amplitude * short.MaxValue * Math.Sin(2 * Math.PI * hz * sample / SampleRate));
}

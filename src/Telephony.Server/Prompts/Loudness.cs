namespace Telephony.Server.Prompts;

/// <summary>How loud a sound is, and making all prompts equally loud, so that a number within a sentence does not jump out of it.</summary>
public static class Loudness
{
    /// <summary>The level of speech that prompts are brought to, in dB below full scale: that of a telephone caller who speaks up.</summary>
    public const double Target = -20;

    /// <summary>No sample of a prompt is louder.</summary>
    public const double PeakMost = -3;

    /// <summary>A recording with louder peaks is probably clipped.</summary>
    public const double ClippedFrom = -0.2;

    /// <summary>Speech of a recording below this is lost in noise once it is raised.</summary>
    public const double QuietBelow = -45;

    /// <summary>What lies so far below the loudest part counts as silence.</summary>
    private const double SilenceBelowPeak = 40;

    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(10);

    /// <summary>The loudest sample, in dB; full scale is 0.</summary>
    public static double Peak(ReadOnlySpan<float> samples)
    {
        var peak = 0f;
        foreach (var sample in samples) peak = Math.Max(peak, Math.Abs(sample));
        return Decibels(peak);
    }

    /// <summary>The level of the speech in a sound, pauses left out, in dB.</summary>
    public static double Speech(ReadOnlySpan<float> samples, int rate)
    {
        var frames = Frames(samples, rate);
        if (frames.Length == 0) return double.NegativeInfinity;
        var least = frames.Max() * Math.Pow(10, -25 / 10.0);
        return 10 * Math.Log10(Math.Max(1e-12, frames.Where(power => power >= least).Average()));
    }

    /// <summary>The sound brought to the common level, without silence at its ends but with a pause behind it.</summary>
    /// <param name="sound">What was recorded or rendered.</param>
    /// <param name="pause">Silence after the speech.</param>
    public static WavSound Normalise(WavSound sound, TimeSpan pause)
    {
        ArgumentNullException.ThrowIfNull(sound);
        var speech = Trim(sound);
        if (speech.IsEmpty) return sound with { Samples = [] };
        var gain = (float)Math.Pow(10, Math.Min(Target - Speech(speech, sound.Rate), PeakMost - Peak(speech)) / 20);
        var samples = new float[speech.Length + (int)(pause.TotalSeconds * sound.Rate)];
        for (var i = 0; i < speech.Length; i++) samples[i] = speech[i] * gain;
        return sound with { Samples = samples };
    }

    /// <summary>From 20 ms before the first sound to 20 ms after the last.</summary>
    private static ReadOnlySpan<float> Trim(WavSound sound)
    {
        var frames = Frames(sound.Samples, sound.Rate);
        if (frames.Length == 0) return sound.Samples;
        var least = frames.Max() * Math.Pow(10, -SilenceBelowPeak / 10);
        if (least <= 1e-12) return [];
        var (first, last) = (Array.FindIndex(frames, power => power >= least), Array.FindLastIndex(frames, power => power >= least));
        var length = FrameLength(sound.Rate);
        var begin = Math.Max(0, (first - 2) * length);
        return sound.Samples.AsSpan(begin, Math.Min(sound.Samples.Length, (last + 3) * length) - begin);
    }

    /// <summary>The mean power of each 10 ms.</summary>
    private static double[] Frames(ReadOnlySpan<float> samples, int rate)
    {
        var length = FrameLength(rate);
        var frames = new double[samples.Length / length];
        for (var i = 0; i < frames.Length; i++)
        {
            var sum = 0.0;
            foreach (var sample in samples.Slice(i * length, length)) sum += (double)sample * sample;
            frames[i] = sum / length;
        }

        return frames;
    }

    private static int FrameLength(int rate) => (int)(rate * Frame.TotalSeconds);

    private static double Decibels(double size) => 20 * Math.Log10(Math.Max(size, 1e-6));
}

namespace Telephony.Server.Prompts;

/// <summary>A prompt in the forms Asterisk plays. Of the forms it finds it takes the one that costs least for the channel: <c>.ulaw</c> and
/// <c>.alaw</c> go to callers of those codecs as they are, byte for byte; <c>.sln16</c> is one coding away from G.722 and Opus, with their better sound.
/// A <c>.wav</c> would have to be coded for every caller.</summary>
public static class PromptAudio
{
    /// <summary>The names of the forms, as Asterisk knows them.</summary>
    public static IReadOnlyList<string> Formats { get; } = [".ulaw", ".alaw", ".sln16"];

    private const int Narrow = 8_000;
    private const int Wide = 16_000;
    private static readonly TimeSpan AfterWords = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan AfterSentence = TimeSpan.FromMilliseconds(300);

    /// <summary>The forms of a sound, in the order of <see cref="Formats"/>.</summary>
    /// <param name="sound">What was recorded or rendered.</param>
    /// <param name="text">What is said; the end of a sentence is followed by a pause, words that others follow are not.</param>
    /// <exception cref="InvalidDataException">Nothing is to be heard in it.</exception>
    public static byte[][] Encode(WavSound sound, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var level = Loudness.Normalise(sound, text.TrimEnd().EndsWith('.') || text.TrimEnd().EndsWith('。') ? AfterSentence : AfterWords);
        if (level.Samples.Length == 0) throw new InvalidDataException("nothing is to be heard in it");
        var narrow = Samples(level, Narrow);
        return [[.. narrow.Select(G711.ToMuLaw)], [.. narrow.Select(G711.ToALaw)], Bytes(Samples(level, Wide))];
    }

    private static short[] Samples(WavSound sound, int rate) =>
        [.. Resampler.Resample(sound.Samples, sound.Rate, rate).Select(sample => (short)Math.Clamp(Math.Round(sample * 32_768), short.MinValue, short.MaxValue))];

    private static byte[] Bytes(short[] samples)
    {
        var bytes = new byte[2 * samples.Length];
        for (var i = 0; i < samples.Length; i++) System.Buffers.Binary.BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * i), samples[i]);
        return bytes;
    }
}

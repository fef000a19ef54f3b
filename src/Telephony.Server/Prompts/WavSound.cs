using System.Buffers.Binary;

namespace Telephony.Server.Prompts;

/// <summary>A sound of one channel, as a studio or a speech program delivers it.</summary>
/// <param name="Rate">Samples a second.</param>
/// <param name="Samples">From -1 to 1.</param>
public sealed record WavSound(int Rate, float[] Samples)
{
    /// <summary>Longest sound that is taken, in seconds.</summary>
    public const int SecondsMost = 300;

    /// <summary>Rates that are taken.</summary>
    public const int RateLeast = 8_000;

    /// <summary>Rates that are taken.</summary>
    public const int RateMost = 192_000;

    /// <summary>Its length.</summary>
    public TimeSpan Length => TimeSpan.FromSeconds((double)Samples.Length / Rate);

    /// <summary>Reads a WAV file; two channels are mixed into one.</summary>
    /// <exception cref="InvalidDataException">It is none, or not 16-bit PCM; says what to do.</exception>
    public static WavSound Parse(ReadOnlySpan<byte> file)
    {
        const string Wanted = "save it as 16-bit PCM WAV with one channel, 8 to 192 kHz";
        if (file.Length < 12 || !file[..4].SequenceEqual("RIFF"u8) || !file[8..12].SequenceEqual("WAVE"u8)) throw new InvalidDataException($"not a WAV file; {Wanted}");
        var (channels, rate) = (0, 0);
        for (var at = 12; at + 8 <= file.Length;)
        {
            var size = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]), (uint)(file.Length - at - 8));
            var content = file.Slice(at + 8, size);
            if (file.Slice(at, 4).SequenceEqual("fmt "u8)) (channels, rate) = Format(content, Wanted);
            else if (file.Slice(at, 4).SequenceEqual("data"u8)) return SamplesOf(content, channels, rate, Wanted);
            at += 8 + size + (size & 1);
        }

        throw new InvalidDataException($"no audio in it; {Wanted}");
    }

    private static (int Channels, int Rate) Format(ReadOnlySpan<byte> content, string wanted)
    {
        if (content.Length < 16) throw new InvalidDataException($"the header is cut short; {wanted}");
        var coding = BinaryPrimitives.ReadUInt16LittleEndian(content);
        var channels = BinaryPrimitives.ReadUInt16LittleEndian(content[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(content[4..]);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(content[14..]);
        if (coding is 1 or 0xFFFE && bits == 16 && channels is 1 or 2 && rate is >= RateLeast and <= RateMost) return (channels, (int)rate);
        throw new InvalidDataException($"{bits} bits, coding {coding}, {channels} channels, {rate} Hz; {wanted}");
    }

    private static WavSound SamplesOf(ReadOnlySpan<byte> content, int channels, int rate, string wanted)
    {
        if (channels == 0) throw new InvalidDataException($"audio before its format; {wanted}");
        var samples = new float[content.Length / 2 / channels];
        if (samples.Length > (long)rate * SecondsMost) throw new InvalidDataException($"longer than {SecondsMost} s; shorten it");
        for (var i = 0; i < samples.Length; i++)
        {
            var sum = 0;
            for (var channel = 0; channel < channels; channel++) sum += BinaryPrimitives.ReadInt16LittleEndian(content[(2 * ((i * channels) + channel))..]);
            samples[i] = sum / (32_768f * channels);
        }

        return new WavSound(rate, samples);
    }
}

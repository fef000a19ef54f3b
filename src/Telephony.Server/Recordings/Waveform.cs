using System.Runtime.InteropServices;

namespace Telephony.Server.Recordings;

/// <summary>The lowest and highest sample of each side for every 10 ms of a recording, in 256 steps: what a player draws before it has any audio.</summary>
/// <param name="Channels">1 or 2.</param>
/// <param name="Peaks">For each 10 ms, for each channel: lowest, highest; −128 to 127.</param>
public sealed record Waveform(int Channels, sbyte[] Peaks)
{
    private const int FramesAPeak = PcmWav.SampleRate / 100;

    /// <summary>How many 10 ms there are.</summary>
    public int Count => Peaks.Length / (2 * Channels);

    /// <summary>Draws a WAV file.</summary>
    /// <exception cref="InvalidDataException">It is none of ours.</exception>
    public static Waveform Of(Stream wav, string name)
    {
        ArgumentNullException.ThrowIfNull(wav);
        var head = PcmWav.Read(wav, name);
        wav.Position = head.DataOffset;
        List<sbyte> peaks = [];
        var buffer = new byte[FramesAPeak * head.Channels * PcmWav.SampleBytes];
        for (var left = head.DataBytes; left > 0;)
        {
            var read = wav.ReadAtLeast(buffer.AsSpan(0, (int)Math.Min(buffer.Length, left)), (int)Math.Min(buffer.Length, left), throwOnEndOfStream: false);
            if (read == 0) break;
            left -= read;
            var samples = MemoryMarshal.Cast<byte, short>(buffer.AsSpan(0, read));
            for (var channel = 0; channel < head.Channels; channel++)
            {
                var (low, high) = (short.MaxValue, short.MinValue);
                for (var i = channel; i < samples.Length; i += head.Channels) (low, high) = (Math.Min(low, samples[i]), Math.Max(high, samples[i]));
                peaks.Add((sbyte)(low >> 8));
                peaks.Add((sbyte)(high >> 8));
            }
        }

        return new Waveform(head.Channels, [.. peaks]);
    }

    /// <summary>One channel in at most so many points, each the lowest and the highest of its time.</summary>
    /// <param name="channel">0 is the caller.</param>
    /// <param name="points">How many at most.</param>
    public int[] Drawn(int channel, int points)
    {
        var count = Math.Min(points, Count);
        var drawn = new int[2 * count];
        for (var point = 0; point < count; point++)
        {
            var (low, high) = (127, -128);
            for (var i = (int)((long)Count * point / count); i < (int)((long)Count * (point + 1) / count); i++)
            {
                var at = ((i * Channels) + channel) * 2;
                (low, high) = (Math.Min(low, Peaks[at]), Math.Max(high, Peaks[at + 1]));
            }

            (drawn[2 * point], drawn[(2 * point) + 1]) = (low, high);
        }

        return drawn;
    }

    /// <summary>As kept in a file.</summary>
    public byte[] ToBytes() => [(byte)Channels, .. MemoryMarshal.AsBytes(Peaks.AsSpan())];

    /// <summary>Read from a file.</summary>
    /// <exception cref="InvalidDataException">It is none of ours.</exception>
    public static Waveform FromBytes(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length == 0 || bytes[0] is not (1 or 2) || (bytes.Length - 1) % (2 * bytes[0]) != 0) throw new InvalidDataException("not a waveform");
        return new Waveform(bytes[0], MemoryMarshal.Cast<byte, sbyte>(bytes.AsSpan(1)).ToArray());
    }
}

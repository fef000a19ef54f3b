using System.Buffers.Binary;
using Telephony.Server.Recordings;

namespace Telephony.Server.Tests.Recordings;

/// <summary>WAV files for tests: written by hand, read back whole.</summary>
internal sealed record WavFile(int Channels, short[] Samples)
{
    public short[] Channel(int channel) => [.. Samples.Where((_, i) => i % Channels == channel)];

    public static WavFile Read(string path)
    {
        using var file = File.OpenRead(path);
        var wav = PcmWav.Read(file, path);
        var bytes = new byte[wav.DataBytes];
        file.Position = wav.DataOffset;
        file.ReadExactly(bytes);
        var samples = new short[bytes.Length / 2];
        for (var i = 0; i < samples.Length; i++) samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(2 * i));
        return new WavFile(wav.Channels, samples);
    }

    /// <summary>A mono file; <paramref name="header"/> may bend the header, <paramref name="before"/> stands between it and the audio.</summary>
    public static void WriteMono(string path, short[] samples, Action<byte[]>? header = null, byte[]? before = null, byte[]? after = null)
    {
        var head = PcmWav.Header(channels: 1, samples.Length * 2);
        header?.Invoke(head);
        using var file = File.Create(path);
        file.Write(head.AsSpan(0, 36));
        file.Write(before ?? []);
        file.Write(head.AsSpan(36));
        Span<byte> two = stackalloc byte[2];
        foreach (var sample in samples)
        {
            BinaryPrimitives.WriteInt16LittleEndian(two, sample);
            file.Write(two);
        }

        file.Write(after ?? []);
    }

    /// <summary>Samples that are never silent and all different from the other side's.</summary>
    public static short[] Ramp(int length, int step) => [.. Enumerable.Range(1, length).Select(i => (short)((i * step % 30_000) + Math.Sign(step)))];
}

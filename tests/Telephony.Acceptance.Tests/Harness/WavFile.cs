using System.Buffers.Binary;
using System.Text;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>A 16-bit PCM WAV file in memory.</summary>
/// <param name="Channels">The samples of each channel; [0] is left.</param>
public sealed record WavFile(int SampleRate, IReadOnlyList<short[]> Channels)
{
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Channels[0].Length / SampleRate);

    public short[] Left => Channels[0];

    public short[] Right => Channels[1];

    /// <summary>Reads a RIFF file.</summary>
    /// <exception cref="InvalidDataException">It is not 16-bit PCM, or its header promises more than the file holds.</exception>
    public static WavFile Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < 12 || Name(bytes, 0) != "RIFF" || Name(bytes, 8) != "WAVE")
            throw new InvalidDataException($"{path} is not a WAV file.");

        int rate = 0, channels = 0, bits = 0;
        for (var at = 12; at + 8 <= bytes.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 4));
            var body = bytes.AsSpan(at + 8);
            if (length < 0 || length > body.Length)
                throw new InvalidDataException($"{path}: the part '{Name(bytes, at)}' claims {length} bytes, the file has {body.Length}.");
            switch (Name(bytes, at))
            {
                case "fmt ":
                    channels = BinaryPrimitives.ReadInt16LittleEndian(body[2..]);
                    rate = BinaryPrimitives.ReadInt32LittleEndian(body[4..]);
                    bits = BinaryPrimitives.ReadInt16LittleEndian(body[14..]);
                    break;
                case "data" when bits == 16:
                    return new WavFile(rate, Split(body[..length], channels));
            }

            at += 8 + length + (length & 1);
        }

        throw new InvalidDataException($"{path} has no 16-bit PCM data.");
    }

    private static short[][] Split(ReadOnlySpan<byte> data, int channels)
    {
        var split = new short[channels][];
        var frames = data.Length / 2 / channels;
        for (var channel = 0; channel < channels; channel++)
        {
            split[channel] = new short[frames];
            for (var i = 0; i < frames; i++)
                split[channel][i] = BinaryPrimitives.ReadInt16LittleEndian(data[((i * channels + channel) * 2)..]);
        }

        return split;
    }

    private static string Name(byte[] bytes, int at) => Encoding.ASCII.GetString(bytes, at, 4);
}

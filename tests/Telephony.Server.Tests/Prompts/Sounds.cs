using System.Buffers.Binary;
using Telephony.Server.Recordings;

namespace Telephony.Server.Tests.Prompts;

/// <summary>Sounds made for tests.</summary>
internal static class Sounds
{
    public static float[] Tone(double hz, int rate, double seconds, float level) =>
        [.. Enumerable.Range(0, (int)(rate * seconds)).Select(i => level * (float)Math.Sin(2 * Math.PI * hz * i / rate))];

    public static byte[] Wav(float[] samples, int rate)
    {
        var file = new byte[44 + (2 * samples.Length)];
        PcmWav.Header(1, 2 * samples.Length).CopyTo(file, 0);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), rate);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), 2 * rate);
        for (var i = 0; i < samples.Length; i++) BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(44 + (2 * i)), (short)Math.Round(samples[i] * 32_767));
        return file;
    }
}

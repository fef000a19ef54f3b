namespace Telephony.Acceptance.Tests.Harness;

/// <summary>G.711 µ-law, as RTP payload type 0 carries it.</summary>
public static class Ulaw
{
    private const int Bias = 0x84;
    private const int Clip = 32_635;
    private static readonly short[] Decoded = [.. Enumerable.Range(0, 256).Select(code => DecodeOne((byte)code))];

    /// <summary>The byte for silence.</summary>
    public const byte Silence = 0xFF;

    public static short Decode(byte code) => Decoded[code];

    public static byte Encode(short sample)
    {
        var sign = sample < 0 ? 0x80 : 0;
        var magnitude = Math.Min(Math.Abs((int)sample), Clip) + Bias;
        var exponent = 7;
        for (var mask = 0x4000; (magnitude & mask) == 0 && exponent > 0; mask >>= 1)
            exponent--;
        var mantissa = (magnitude >> (exponent + 3)) & 0x0F;
        return (byte)(~(sign | (exponent << 4) | mantissa) & 0xFF);
    }

    private static short DecodeOne(byte code)
    {
        var bits = ~code & 0xFF;
        var magnitude = ((((bits & 0x0F) << 3) + Bias) << ((bits >> 4) & 7)) - Bias;
        return (short)((bits & 0x80) != 0 ? -magnitude : magnitude);
    }
}

namespace Telephony.Server.Prompts;

/// <summary>ITU-T G.711: the two codings of telephone speech, a byte a sample at 8 kHz.</summary>
public static class G711
{
    private const int MuBias = 0x84;
    private const int MuMost = 32_635;

    /// <summary>µ-law.</summary>
    public static byte ToMuLaw(short sample)
    {
        var sign = sample < 0 ? 0x80 : 0;
        var size = Math.Min(Math.Abs((int)sample), MuMost) + MuBias;
        var exponent = int.Log2(size) - 7;
        return (byte)(~(sign | (exponent << 4) | ((size >> (exponent + 3)) & 0x0F)) & 0xFF);
    }

    /// <summary>A-law.</summary>
    public static byte ToALaw(short sample)
    {
        var sign = sample >= 0 ? 0x80 : 0;
        var size = (sample >= 0 ? sample : ~(int)sample) >> 3; // 13 bits with sign
        var exponent = size < 32 ? 0 : int.Log2(size) - 4;
        var mantissa = exponent == 0 ? (size >> 1) & 0x0F : (size >> exponent) & 0x0F;
        return (byte)((sign | (exponent << 4) | mantissa) ^ 0x55);
    }

    /// <summary>The sample that a byte of µ-law stands for.</summary>
    public static short FromMuLaw(byte code)
    {
        var bits = ~code & 0xFF;
        var size = ((((bits & 0x0F) << 3) + MuBias) << ((bits >> 4) & 7)) - MuBias;
        return (short)((bits & 0x80) != 0 ? -size : size);
    }

    /// <summary>The sample that a byte of A-law stands for.</summary>
    public static short FromALaw(byte code)
    {
        var bits = code ^ 0x55;
        var (exponent, mantissa) = ((bits >> 4) & 7, bits & 0x0F);
        var size = exponent == 0 ? (mantissa << 4) + 8 : ((mantissa << 4) + 0x108) << (exponent - 1);
        return (short)((bits & 0x80) != 0 ? size : -size);
    }
}

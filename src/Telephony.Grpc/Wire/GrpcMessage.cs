using System.Globalization;
using System.Text;

namespace Grpc.Wire;

/// <summary>The <c>grpc-message</c> header: UTF-8, with <c>%</c> and all but printable ASCII percent-encoded (PROTOCOL-HTTP2.md).</summary>
internal static class GrpcMessage
{
    /// <summary>Longest encoded message in bytes; more is cut, since peers limit the size of all trailers to about 8 KiB.</summary>
    public const int MaxLength = 4096;

    public static string Encode(string message)
    {
        if (message.Length <= MaxLength && !NeedsEncoding(message))
            return message;
        var encoded = new StringBuilder(Math.Min(message.Length + 16, MaxLength));
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in message.EnumerateRunes())
        {
            var length = encoded.Length;
            if (rune.Value is >= ' ' and <= '~' and not '%')
            {
                encoded.Append((char)rune.Value);
            }
            else
            {
                foreach (var one in utf8[..rune.EncodeToUtf8(utf8)])
                    encoded.Append(CultureInfo.InvariantCulture, $"%{one:X2}");
            }
            if (encoded.Length > MaxLength)
                return encoded.ToString(0, length);
        }
        return encoded.ToString();
    }

    /// <summary>Decodes; what is not a valid escape stays as it is.</summary>
    public static string Decode(string message) => message.Contains('%') ? Uri.UnescapeDataString(message) : message;

    private static bool NeedsEncoding(ReadOnlySpan<char> message) => message.Contains('%') || message.ContainsAnyExceptInRange(' ', '~');
}

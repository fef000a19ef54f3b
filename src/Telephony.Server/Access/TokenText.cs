using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Telephony.Server.Access;

/// <summary>
/// A token as its bearer has it: <c>tel_ID_SECRET</c>. The prefix lets scanners of source code find one that was given away;
/// the secret is 256 random bits, so that a plain SHA-256 is all that has to be kept.
/// </summary>
internal static class TokenText
{
    /// <summary>How every token of ours begins.</summary>
    public const string Prefix = "tel_";

    private const string IdAlphabet = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int IdLength = 8;
    private const int SecretBytes = 32;
    private const int Longest = 100;

    /// <summary>A new one.</summary>
    public static (string Id, string Token) New()
    {
        var id = RandomNumberGenerator.GetString(IdAlphabet, IdLength);
        return (id, $"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}");
    }

    /// <summary>The id in a token; null when it is not of this form.</summary>
    public static string? IdOf(string token) =>
        token.Length <= Longest && token.StartsWith(Prefix, StringComparison.Ordinal) && token.Length > Prefix.Length + IdLength && token[Prefix.Length + IdLength] == '_'
            ? token.Substring(Prefix.Length, IdLength)
            : null;

    /// <summary>What is kept of a token.</summary>
    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Whether a token is the one that is kept; takes the same time for every token.</summary>
    public static bool Matches(string token, string hash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(HashOf(token)), Encoding.ASCII.GetBytes(hash));
}

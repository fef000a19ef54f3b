using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Telephony.Server.Access;

/// <summary>What is kept of a password: <c>pbkdf2-sha256$ROUNDS$SALT$HASH</c>. The rounds are written beside it, so that they can grow later.</summary>
internal static class PasswordHash
{
    /// <summary>As OWASP advises for PBKDF2 with SHA-256; some tenths of a second of one core.</summary>
    public const int Rounds = 600_000;

    private const string Scheme = "pbkdf2-sha256";
    private const int SaltBytes = 16;
    private const int HashBytes = 32;
    private const int MostRounds = 10_000_000;

    /// <summary>Compared with when there is no such user, so that this takes as long as a wrong password.</summary>
    public static string OfNobody { get; } = Text(Rounds, new byte[SaltBytes], new byte[HashBytes]);

    /// <summary>What is kept of a password.</summary>
    public static string Of(string password, int rounds = Rounds)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return Text(rounds, salt, Derive(password, salt, rounds, HashBytes));
    }

    /// <summary>Whether a password is the one that is kept.</summary>
    public static bool Matches(string password, string kept)
    {
        if (Parse(kept) is not var (rounds, salt, hash)) return false;
        return CryptographicOperations.FixedTimeEquals(Derive(password, salt, rounds, hash.Length), hash);
    }

    /// <summary>Whether what is kept is of the form.</summary>
    public static bool IsHash(string kept) => Parse(kept) is not null;

    private static string Text(int rounds, byte[] salt, byte[] hash) =>
        string.Join('$', Scheme, rounds.ToString(CultureInfo.InvariantCulture), Convert.ToBase64String(salt), Convert.ToBase64String(hash));

    private static (int Rounds, byte[] Salt, byte[] Hash)? Parse(string kept)
    {
        try
        {
            return kept.Split('$') is [Scheme, var rounds, var salt, var hash]
                && int.TryParse(rounds, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= MostRounds
                && Convert.FromBase64String(hash) is { Length: HashBytes } bytes
                ? (count, Convert.FromBase64String(salt), bytes)
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static byte[] Derive(string password, byte[] salt, int rounds, int length) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, rounds, HashAlgorithmName.SHA256, length);
}

using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Telephony.Server.Access;

/// <summary>A link that opens the board's page for screens on walls, as kept in <c>secrets/screens.json</c>. The link itself is made of it with the key.</summary>
internal sealed record ScreenLink
{
    /// <summary>Names the link; part of it.</summary>
    public required string Id { get; init; }

    /// <summary>Which screen it is for.</summary>
    public required string Name { get; init; }

    /// <summary>The queues that are shown; empty: all.</summary>
    public ImmutableArray<string> Queues { get; init; } = [];

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>When it was revoked; null while it is good.</summary>
    public DateTimeOffset? Revoked { get; init; }

    /// <summary>Whether it is good at a moment.</summary>
    public bool HoldsAt(DateTimeOffset now) => Revoked is null && now < Expires;
}

/// <summary>The file as a whole.</summary>
internal sealed record ScreenFile(ImmutableArray<ScreenLink> Screens);

/// <summary>
/// What a screen shows for itself: <c>tels_ID_END_SIGNATURE</c>, END in seconds since 1970. Signed with HMAC-SHA256: nothing that is kept has to be looked up
/// to know that it is ours, and what is kept, without the key, opens nothing.
/// </summary>
internal static class ScreenText
{
    /// <summary>How each begins.</summary>
    public const string Prefix = "tels_";

    private const int Longest = 120;

    /// <summary>The text of a link.</summary>
    public static string Of(ScreenLink link, byte[] key)
    {
        var signed = $"{Prefix}{link.Id}_{link.Expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}";
        return $"{signed}_{Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(signed)))}";
    }

    /// <summary>The id in a text that is ours and has not ended; null for any other.</summary>
    public static string? IdOf(string text, byte[] key, DateTimeOffset now)
    {
        if (text.Length > Longest || !text.StartsWith(Prefix, StringComparison.Ordinal) || text.Split('_', 4) is not [_, var id, var end, _]) return null;
        if (!long.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds <= now.ToUnixTimeSeconds() || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()) return null;
        var own = Of(new ScreenLink { Id = id, Name = "", Created = default, Expires = DateTimeOffset.FromUnixTimeSeconds(seconds) }, key);
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(own), Encoding.UTF8.GetBytes(text)) ? id : null;
    }
}

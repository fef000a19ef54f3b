using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Telephony.Server.Access;

/// <summary>
/// JSON Web Tokens of an identity provider, checked as RFC 8725 asks: only signatures with a public key (RS256, PS256, ES256), issuer, audience, and an end
/// within a day. Nothing is fetched from anywhere: the keys are in a file, which is followed when it changes.
/// </summary>
internal sealed class JwtBearer(JwtOptions options, JwtKeys keys, TimeProvider time, ILogger<JwtBearer> logger)
{
    /// <summary>The agent the bearer is.</summary>
    public const string AgentClaim = "telephony_agent";

    /// <summary>The bearer's queues.</summary>
    public const string QueuesClaim = "telephony_queues";

    /// <summary>The bearer's agents.</summary>
    public const string AgentsClaim = "telephony_agents";

    private const int LongestToken = 16 << 10;
    private const int LongestSubject = 60;

    private static readonly char[] Between = [' ', ','];
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(1);

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = LongestToken };

    /// <summary>Whoever bears a token; null when it is not good.</summary>
    public async Task<Principal?> FindAsync(string token)
    {
        var result = await _handler.ValidateTokenAsync(token, Wanted());
        if (!result.IsValid) return Refused(result.Exception.GetType().Name);
        if (result.SecurityToken is not JsonWebToken { Subject: { Length: > 0 and <= LongestSubject } subject } known || subject.Any(char.IsControl)) return Refused("no subject of 1 to 60 characters");
        var roles = Texts(result.Claims, options.RoleClaim).Select(Roles.Find).OfType<Role>().Distinct().ToList();
        if (roles is not [var role]) return Refused($"{roles.Count} roles of ours in the claim {options.RoleClaim}, one is wanted");
        var scope = new Scope(Texts(result.Claims, AgentClaim).FirstOrDefault(), [.. Texts(result.Claims, QueuesClaim)], [.. Texts(result.Claims, AgentsClaim)]);
        if (scope.LacksFor(role) is { } lack) return Refused($"{role.Word()} wants {lack}");
        return new Principal($"jwt:{subject}", subject, role, Proof.Jwt) { Scope = scope, Until = new DateTimeOffset(known.ValidTo, TimeSpan.Zero) + Skew };
    }

    private TokenValidationParameters Wanted() => new()
    {
        ValidIssuer = options.Issuer,
        ValidAudience = options.Audience,
        IssuerSigningKeys = keys.Latest(),
        TryAllIssuerSigningKeys = true,
        ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256],
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        LifetimeValidator = (from, until, _, _) => IsInTime(from, until),
    };

    private bool IsInTime(DateTime? from, DateTime? until)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return until is { } end && now < end + Skew && end - now <= LongestLife && (from is not { } begin || now >= begin - Skew);
    }

    /// <summary>A claim as texts: one, a list, or words between spaces or commas.</summary>
    private static IEnumerable<string> Texts(IDictionary<string, object> claims, string name) => !claims.TryGetValue(name, out var value) ? []
        : value is string text ? text.Split(Between, StringSplitOptions.RemoveEmptyEntries)
        : value is System.Collections.IEnumerable list ? list.OfType<string>() : [];

    private Principal? Refused(string why)
    {
        logger.JwtRefused(why);
        return null;
    }
}

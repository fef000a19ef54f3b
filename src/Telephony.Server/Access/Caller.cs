using Telephony.Server.Rpc;

namespace Telephony.Server.Access;

/// <summary>Who sent a request, or why that is not known.</summary>
internal sealed record Caller
{
    private static readonly object Key = new();

    private Caller(Principal? principal, Reason? refusal) => (Principal, Refusal) = (principal, refusal);

    /// <summary>Who; null when refused.</summary>
    public Principal? Principal { get; }

    /// <summary>Why nobody is known.</summary>
    public Reason? Refusal { get; }

    /// <summary>Whether the caller is still who was let in; streams ask again and again.</summary>
    public bool StillHolds => Principal is { } known && (known.Until is null || DateTimeOffset.UtcNow < known.Until) && known.StillHolds();

    /// <summary>Somebody.</summary>
    public static Caller Known(Principal principal) => new(principal, null);

    /// <summary>Nobody.</summary>
    public static Caller Unknown(Reason refusal) => new(null, refusal);

    /// <summary>The caller of a request, as the middleware found it; unknown when it did not look.</summary>
    public static Caller Of(HttpContext http) => http.Items[Key] as Caller ?? Unknown(Reason.TokenMissing);

    /// <summary>Keeps the caller with the request.</summary>
    public void KeepIn(HttpContext http) => http.Items[Key] = this;
}

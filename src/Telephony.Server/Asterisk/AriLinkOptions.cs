namespace Telephony.Server.Asterisk;

/// <summary>Names shared with the dialplan in asterisk-config.</summary>
/// <param name="Application">The Stasis application of this router, <c>acd-NODE</c>; the dialplan asks all <c>acd-…</c>.</param>
/// <param name="FallbackContext">Where callers go when no router serves them.</param>
public sealed record AriLinkOptions(string Application, string FallbackContext = "acd-fallback");

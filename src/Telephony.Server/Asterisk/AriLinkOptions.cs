namespace Telephony.Server.Asterisk;

/// <summary>Names shared with the dialplan in asterisk-config.</summary>
/// <param name="Application">The Stasis application of this router, <c>acd-NODE</c>; the dialplan asks all <c>acd-…</c>.</param>
/// <param name="FallbackContext">Where callers go when no router serves them.</param>
/// <param name="DestinationsContext">Where flows hand callers to destinations; its extensions bear their names.</param>
/// <param name="CustomerContext">Where customers go whom we called, when they answer.</param>
public sealed record AriLinkOptions(
    string Application, string FallbackContext = "acd-fallback", string DestinationsContext = "acd-destinations", string CustomerContext = "acd-back")
{
    /// <summary>Which of several Asterisk servers it is; null for the only one.</summary>
    public string? Server { get; init; }
}

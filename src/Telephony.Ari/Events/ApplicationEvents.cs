namespace Telephony.Ari;

/// <summary>A channel entered our application.</summary>
/// <param name="Args">Arguments of <c>Stasis()</c> or of <c>appArgs</c>.</param>
/// <param name="ReplaceChannel">Set when this channel takes the place of another one, after a transfer.</param>
public sealed record StasisStart(IReadOnlyList<string> Args, Channel Channel, Channel? ReplaceChannel = null) : AriEvent;

/// <summary>A channel left our application: hung up, continued in the dialplan, moved or stolen.</summary>
public sealed record StasisEnd(Channel Channel) : AriEvent;

/// <summary>A call is offered to every application that matches <c>StasisBroadcast()</c>; the first to claim it gets its StasisStart.</summary>
public sealed record CallBroadcast(Channel Channel, string? Caller = null, string? Called = null) : AriEvent;

/// <summary>An offered call was claimed.</summary>
/// <param name="WinnerApp">The application that has it now.</param>
public sealed record CallClaimed(Channel Channel, string WinnerApp) : AriEvent;

/// <summary>Another process registered our application. Nothing follows on this socket.</summary>
public sealed record ApplicationReplaced : AriEvent;

/// <summary>A channel could not be moved to another application, and stays.</summary>
public sealed record ApplicationMoveFailed(Channel Channel, string Destination, IReadOnlyList<string> Args) : AriEvent;

/// <summary>An outbound socket registered the application.</summary>
public sealed record ApplicationRegistered : AriEvent;

/// <summary>An outbound socket's application was unregistered.</summary>
public sealed record ApplicationUnregistered : AriEvent;

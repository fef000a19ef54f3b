using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telephony.Ari;

public sealed record ChannelCreated(Channel Channel) : AriEvent;

/// <summary>A channel is gone. Inbound callers' channels end with <see cref="StasisEnd"/> and without this event.</summary>
/// <param name="Cause">Q.850 cause.</param>
/// <param name="CauseTxt">Asterisk's words for it.</param>
/// <param name="TechCause">The technology's own code: for PJSIP the SIP status.</param>
public sealed record ChannelDestroyed(int Cause, string CauseTxt, Channel Channel, int? TechCause = null) : AriEvent;

/// <summary>Somebody hangs up: the party itself, or a command.</summary>
/// <param name="Soft">Asked by Asterisk rather than by the far end.</param>
public sealed record ChannelHangupRequest(Channel Channel, int? Cause = null, int? TechCause = null, bool? Soft = null) : AriEvent;

/// <summary>The channel's state changed; it is in <see cref="Channel.State"/>. Not ordered against <see cref="Dial"/>.</summary>
public sealed record ChannelStateChange(Channel Channel) : AriEvent;

/// <summary>A key was pressed; sent when it is released.</summary>
public sealed record ChannelDtmfReceived(
    string Digit,
    [property: JsonPropertyName("duration_ms"), JsonConverter(typeof(MillisecondsConverter))] TimeSpan Duration,
    Channel Channel) : AriEvent;

public sealed record ChannelEnteredBridge(Bridge Bridge, Channel? Channel = null) : AriEvent;

public sealed record ChannelLeftBridge(Bridge Bridge, Channel Channel) : AriEvent;

/// <summary>The party put the other side on hold.</summary>
public sealed record ChannelHold(Channel Channel, [property: JsonPropertyName("musicclass")] string? MusicClass = null) : AriEvent;

public sealed record ChannelUnhold(Channel Channel) : AriEvent;

/// <summary>A variable was set. Not sent under the default filter.</summary>
public sealed record ChannelVarset(string Variable, string Value, Channel? Channel = null) : AriEvent;

public sealed record ChannelTalkingStarted(Channel Channel) : AriEvent;

public sealed record ChannelTalkingFinished(
    Channel Channel, [property: JsonConverter(typeof(MillisecondsConverter))] TimeSpan Duration) : AriEvent;

public sealed record ChannelToneDetected(Channel Channel) : AriEvent;

/// <summary>An event made by the dialplan or by ARI.</summary>
public sealed record ChannelUserevent(
    [property: JsonPropertyName("eventname")] string EventName,
    [property: JsonPropertyName("userevent")] JsonElement UserEvent,
    Channel? Channel = null,
    Bridge? Bridge = null,
    Endpoint? Endpoint = null) : AriEvent;

/// <summary>Progress of a dial attempt.</summary>
/// <param name="DialStatus">Empty when it starts, then <c>RINGING</c>, <c>PROGRESS</c>, <c>ANSWER</c>, <c>BUSY</c>, <c>CONGESTION</c>,
/// <c>NOANSWER</c>, <c>CANCEL</c>, <c>CHANUNAVAIL</c>.</param>
public sealed record Dial(
    Channel Peer,
    [property: JsonPropertyName("dialstatus")] string DialStatus,
    Channel? Caller = null,
    string? Forward = null,
    Channel? Forwarded = null,
    [property: JsonPropertyName("dialstring")] string? DialString = null) : AriEvent;

/// <summary>
/// A phone asked for a transfer, and its endpoint leaves transfers to us (<c>PJSIP_TRANSFER_HANDLING()=ari-only</c>):
/// do the bridging and answer with <see cref="AriChannels.TransferProgressAsync"/>.
/// </summary>
public sealed record ChannelTransfer(ReferTo ReferTo, ReferredBy ReferredBy, string? State = null) : AriEvent;

/// <summary>Where a transfer shall go.</summary>
public sealed record ReferTo(
    RequiredDestination RequestedDestination,
    Channel? DestinationChannel = null,
    Channel? ConnectedChannel = null,
    Bridge? Bridge = null);

/// <summary>Who asked for a transfer.</summary>
public sealed record ReferredBy(Channel SourceChannel, Channel? ConnectedChannel = null, Bridge? Bridge = null);

/// <param name="ProtocolId">Call-ID to replace, for an attended transfer.</param>
/// <param name="Destination">Number or user part, for a blind transfer.</param>
public sealed record RequiredDestination(
    string? ProtocolId = null, string? Destination = null, IReadOnlyList<AdditionalParam>? AdditionalProtocolParams = null);

public sealed record AdditionalParam(string ParameterName, string ParameterValue);

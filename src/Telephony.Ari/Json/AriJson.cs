using System.Text.Json.Serialization;

namespace Telephony.Ari;

/// <summary>
/// Source-generated readers of everything Asterisk sends. Unknown properties are ignored; a described property that is missing,
/// null or of another type is an error, because a half-read event is worse than a reported one.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [typeof(AriTimestampConverter)])]
[JsonSerializable(typeof(EventEnvelope))]
[JsonSerializable(typeof(StasisStart))]
[JsonSerializable(typeof(StasisEnd))]
[JsonSerializable(typeof(CallBroadcast))]
[JsonSerializable(typeof(CallClaimed))]
[JsonSerializable(typeof(ApplicationReplaced))]
[JsonSerializable(typeof(ApplicationMoveFailed))]
[JsonSerializable(typeof(ApplicationRegistered))]
[JsonSerializable(typeof(ApplicationUnregistered))]
[JsonSerializable(typeof(ChannelCreated))]
[JsonSerializable(typeof(ChannelDestroyed))]
[JsonSerializable(typeof(ChannelHangupRequest))]
[JsonSerializable(typeof(ChannelStateChange))]
[JsonSerializable(typeof(ChannelDtmfReceived))]
[JsonSerializable(typeof(ChannelEnteredBridge))]
[JsonSerializable(typeof(ChannelLeftBridge))]
[JsonSerializable(typeof(ChannelHold))]
[JsonSerializable(typeof(ChannelUnhold))]
[JsonSerializable(typeof(ChannelVarset))]
[JsonSerializable(typeof(ChannelTalkingStarted))]
[JsonSerializable(typeof(ChannelTalkingFinished))]
[JsonSerializable(typeof(ChannelToneDetected))]
[JsonSerializable(typeof(ChannelUserevent))]
[JsonSerializable(typeof(ChannelTransfer))]
[JsonSerializable(typeof(Dial))]
[JsonSerializable(typeof(BridgeCreated))]
[JsonSerializable(typeof(BridgeDestroyed))]
[JsonSerializable(typeof(BridgeMerged))]
[JsonSerializable(typeof(BridgeVideoSourceChanged))]
[JsonSerializable(typeof(BridgeBlindTransfer))]
[JsonSerializable(typeof(BridgeAttendedTransfer))]
[JsonSerializable(typeof(PlaybackStarted))]
[JsonSerializable(typeof(PlaybackContinuing))]
[JsonSerializable(typeof(PlaybackFinished))]
[JsonSerializable(typeof(RecordingStarted))]
[JsonSerializable(typeof(RecordingFinished))]
[JsonSerializable(typeof(RecordingFailed))]
[JsonSerializable(typeof(EndpointStateChange))]
[JsonSerializable(typeof(ContactStatusChange))]
[JsonSerializable(typeof(PeerStatusChange))]
[JsonSerializable(typeof(DeviceStateChanged))]
[JsonSerializable(typeof(Channel))]
[JsonSerializable(typeof(Channel[]))]
[JsonSerializable(typeof(RtpStatistics))]
[JsonSerializable(typeof(Variable))]
[JsonSerializable(typeof(Variables))]
[JsonSerializable(typeof(Bridge))]
[JsonSerializable(typeof(Bridge[]))]
[JsonSerializable(typeof(Playback))]
[JsonSerializable(typeof(LiveRecording))]
[JsonSerializable(typeof(StoredRecording))]
[JsonSerializable(typeof(AsteriskInfo))]
[JsonSerializable(typeof(AsteriskPing))]
[JsonSerializable(typeof(Module[]))]
[JsonSerializable(typeof(Application))]
[JsonSerializable(typeof(Application[]))]
[JsonSerializable(typeof(Endpoint))]
[JsonSerializable(typeof(Endpoint[]))]
[JsonSerializable(typeof(DeviceState))]
[JsonSerializable(typeof(DeviceState[]))]
internal sealed partial class AriJson : JsonSerializerContext;

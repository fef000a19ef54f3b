using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;

namespace Telephony.Ari;

/// <summary>Turns one message of the event socket into an event. Total: whatever comes, an event comes out.</summary>
internal sealed class EventReader(ILogger logger)
{
    /// <summary>The events that have a record, by Asterisk's name, which is the record's.</summary>
    internal static readonly FrozenDictionary<string, JsonTypeInfo> Modelled = new JsonTypeInfo[]
    {
        AriJson.Default.StasisStart, AriJson.Default.StasisEnd, AriJson.Default.CallBroadcast, AriJson.Default.CallClaimed,
        AriJson.Default.ApplicationReplaced, AriJson.Default.ApplicationMoveFailed, AriJson.Default.ApplicationRegistered,
        AriJson.Default.ApplicationUnregistered, AriJson.Default.ChannelCreated, AriJson.Default.ChannelDestroyed,
        AriJson.Default.ChannelHangupRequest, AriJson.Default.ChannelStateChange, AriJson.Default.ChannelDtmfReceived,
        AriJson.Default.ChannelEnteredBridge, AriJson.Default.ChannelLeftBridge, AriJson.Default.ChannelHold,
        AriJson.Default.ChannelUnhold, AriJson.Default.ChannelVarset, AriJson.Default.ChannelTalkingStarted,
        AriJson.Default.ChannelTalkingFinished, AriJson.Default.ChannelToneDetected, AriJson.Default.ChannelUserevent,
        AriJson.Default.ChannelTransfer, AriJson.Default.Dial, AriJson.Default.BridgeCreated, AriJson.Default.BridgeDestroyed,
        AriJson.Default.BridgeMerged, AriJson.Default.BridgeVideoSourceChanged, AriJson.Default.BridgeBlindTransfer,
        AriJson.Default.BridgeAttendedTransfer, AriJson.Default.PlaybackStarted, AriJson.Default.PlaybackContinuing,
        AriJson.Default.PlaybackFinished, AriJson.Default.RecordingStarted, AriJson.Default.RecordingFinished,
        AriJson.Default.RecordingFailed, AriJson.Default.EndpointStateChange, AriJson.Default.ContactStatusChange,
        AriJson.Default.PeerStatusChange, AriJson.Default.DeviceStateChanged,
    }.ToFrozenDictionary(info => info.Type.Name, StringComparer.Ordinal);

    private readonly QuickEventReader _quick = new();

    private static readonly JsonSerializerOptions Quick = new(AriJson.Default.Options) { Converters = { new ChannelReader() } };

    private static readonly FrozenDictionary<string, JsonTypeInfo>.AlternateLookup<ReadOnlySpan<char>> ByName =
        Modelled.ToFrozenDictionary(m => m.Key, m => Quick.GetTypeInfo(m.Value.Type), StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>What a call brings first. Read before the first one comes, while nobody waits: Asterisk gives a claim less than a second,
    /// and on a busy machine the runtime needs much of that to compile its way to here.</summary>
    private static ReadOnlySpan<byte> Sample => """
        {"type":"CallBroadcast","timestamp":"2026-01-01T00:00:00.000+0000","application":"a","called":"1","caller":"2","channel":{"id":"c","name":"n","state":"Ring",
        "protocol_id":"","caller":{"name":"","number":""},"connected":{"name":"","number":""},"accountcode":"",
        "dialplan":{"context":"","exten":"","priority":1,"app_name":"","app_data":""},"creationtime":"2026-01-01T00:00:00.000+0000","language":"en"}}
        """u8;

    /// <summary>Makes the first event as quick as the others.</summary>
    public void WarmUp()
    {
        Read(Sample);
        ReadAny(Sample);
    }

    public AriEvent Read(ReadOnlySpan<byte> json) => _quick.Read(json) ?? ReadAny(json);

    /// <summary>With the generated readers, whatever it is.</summary>
    internal AriEvent ReadAny(ReadOnlySpan<byte> json)
    {
        try
        {
            if (!TryPeekType(json, out var type)) return Unreadable("", json, "it has no type");
            Span<char> name = stackalloc char[64];
            if (type.Length > name.Length || !Encoding.UTF8.TryGetChars(type, name, out var length)
                || !ByName.TryGetValue(name[..length], out var info))
                return Unknown(Encoding.UTF8.GetString(type), json, error: null);
            return (AriEvent?)JsonSerializer.Deserialize(json, info) ?? Unreadable(info.Type.Name, json, "it is null");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            return Unreadable(PeekTypeOrEmpty(json), json, exception.Message);
        }
    }

    /// <summary>Finds the message's <c>type</c> without reading more than needed; Asterisk usually sends it first.</summary>
    /// <exception cref="JsonException">The message is not JSON.</exception>
    internal static bool TryPeekType(ReadOnlySpan<byte> json, out ReadOnlySpan<byte> type)
    {
        var reader = new Utf8JsonReader(json);
        type = default;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String)
            {
                type = reader.ValueSpan;
                return true;
            }
            reader.Skip();
        }
        return false;
    }

    private static string PeekTypeOrEmpty(ReadOnlySpan<byte> json)
    {
        try
        {
            return TryPeekType(json, out var type) ? Encoding.UTF8.GetString(type) : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private UnknownEvent Unreadable(string type, ReadOnlySpan<byte> json, string error)
    {
        var unknown = Unknown(type, json, error);
        logger.EventUnreadable(type, error, unknown.Json);
        return unknown;
    }

    private static UnknownEvent Unknown(string type, ReadOnlySpan<byte> json, string? error)
    {
        EventEnvelope? envelope = null;
        try
        {
            envelope = JsonSerializer.Deserialize(json, AriJson.Default.EventEnvelope);
        }
        catch (JsonException)
        {
            // The raw text is kept below; there is nothing more to salvage.
        }
        return new UnknownEvent(type, Encoding.UTF8.GetString(json), error)
        {
            Application = envelope?.Application ?? "",
            Timestamp = envelope?.Timestamp ?? default,
            AsteriskId = envelope?.AsteriskId,
        };
    }
}

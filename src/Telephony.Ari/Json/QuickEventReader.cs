using System.Text.Json;

namespace Telephony.Ari;

/// <summary>
/// Reads the events that every call brings, by hand, in one pass: a fraction of the generated reader's code, which a quiet machine has
/// to fetch into its caches again for each event. Says null to whatever is unusual; the generated reader then decides. Tests hold the two
/// against each other. For one thread.
/// </summary>
internal sealed class QuickEventReader
{
    private string _application = "";
    private string _asteriskId = "";

    /// <summary>The event; null when it is another one, or anything is not as expected.</summary>
    public AriEvent? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            return Read(ref reader);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private AriEvent? Read(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
        if (!reader.Read() || !reader.ValueTextEquals("type"u8) || !reader.Read() || reader.TokenType != JsonTokenType.String) return null;
        var type = TypeOf(ref reader);
        if (type == Quick.None) return null;
        var parts = new Parts();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            if (!TryTake(ref reader, ref parts)) return null;
        return parts.IsWhole ? Make(type, in parts) : null;
    }

    private static Quick TypeOf(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("ChannelStateChange"u8)) return Quick.StateChange;
        if (reader.ValueTextEquals("StasisStart"u8)) return Quick.Start;
        if (reader.ValueTextEquals("StasisEnd"u8)) return Quick.End;
        if (reader.ValueTextEquals("ChannelEnteredBridge"u8)) return Quick.EnteredBridge;
        if (reader.ValueTextEquals("CallBroadcast"u8)) return Quick.Broadcast;
        if (reader.ValueTextEquals("ChannelDestroyed"u8)) return Quick.Destroyed;
        return reader.ValueTextEquals("ChannelHangupRequest"u8) ? Quick.HangupRequest : Quick.None;
    }

    private static AriEvent? Make(Quick type, in Parts parts)
    {
        var (application, timestamp, asteriskId) = (parts.Application!, parts.Timestamp!.Value, parts.AsteriskId);
        if (type == Quick.EnteredBridge)
            return parts.Bridge is { } bridge ? new ChannelEnteredBridge(bridge, parts.Channel) { Application = application, Timestamp = timestamp, AsteriskId = asteriskId } : null;
        if (parts.Channel is not { } channel) return null;
        return type switch
        {
            Quick.Start when parts.Args is { } args => new StasisStart(args, channel) { Application = application, Timestamp = timestamp, AsteriskId = asteriskId },
            Quick.End => new StasisEnd(channel) { Application = application, Timestamp = timestamp, AsteriskId = asteriskId },
            Quick.StateChange => new ChannelStateChange(channel) { Application = application, Timestamp = timestamp, AsteriskId = asteriskId },
            Quick.Broadcast => new CallBroadcast(channel, parts.Caller, parts.Called) { Application = application, Timestamp = timestamp, AsteriskId = asteriskId },
            Quick.HangupRequest => new ChannelHangupRequest(channel, parts.Cause, parts.TechCause, parts.Soft) { Application = application, Timestamp = timestamp, AsteriskId = asteriskId },
            Quick.Destroyed when parts is { Cause: { } cause, CauseTxt: { } text } =>
                new ChannelDestroyed(cause, text, channel, parts.TechCause) { Application = application, Timestamp = timestamp, AsteriskId = asteriskId },
            _ => null,
        };
    }

    /// <summary>Takes one property; false when it is not one that is known here.</summary>
    private bool TryTake(ref Utf8JsonReader reader, ref Parts parts)
    {
        if (reader.ValueTextEquals("timestamp"u8)) return TryTime(ref reader, out parts.Timestamp);
        if (reader.ValueTextEquals("channel"u8)) return reader.Read() && (parts.Channel = ChannelReader.Read(ref reader)) is not null;
        if (reader.ValueTextEquals("asterisk_id"u8)) return TryRepeated(ref reader, ref _asteriskId) && (parts.AsteriskId = _asteriskId) is not null;
        if (reader.ValueTextEquals("application"u8)) return TryRepeated(ref reader, ref _application) && (parts.Application = _application) is not null;
        if (reader.ValueTextEquals("bridge"u8)) return reader.Read() && (parts.Bridge = ReadBridge(ref reader)) is not null;
        if (reader.ValueTextEquals("args"u8)) return reader.Read() && (parts.Args = Texts(ref reader)) is not null;
        if (reader.ValueTextEquals("cause"u8)) return TryNumber(ref reader, out parts.Cause);
        if (reader.ValueTextEquals("tech_cause"u8)) return TryNumber(ref reader, out parts.TechCause);
        if (reader.ValueTextEquals("cause_txt"u8)) return TryText(ref reader, out parts.CauseTxt);
        if (reader.ValueTextEquals("caller"u8)) return TryText(ref reader, out parts.Caller);
        if (reader.ValueTextEquals("called"u8)) return TryText(ref reader, out parts.Called);
        if (!reader.ValueTextEquals("soft"u8) || !reader.Read() || reader.TokenType is not (JsonTokenType.True or JsonTokenType.False)) return false;
        parts.Soft = reader.TokenType == JsonTokenType.True;
        return true;
    }

    private static Bridge? ReadBridge(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return null;
        string? id = null, technology = null, type = null, kind = null, creator = null, name = null, videoMode = null;
        List<string>? channels = null;
        DateTimeOffset? created = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var known = reader.ValueTextEquals("id"u8) ? TryText(ref reader, out id)
                : reader.ValueTextEquals("technology"u8) ? TryText(ref reader, out technology)
                : reader.ValueTextEquals("bridge_type"u8) ? TryText(ref reader, out type)
                : reader.ValueTextEquals("bridge_class"u8) ? TryText(ref reader, out kind)
                : reader.ValueTextEquals("creator"u8) ? TryText(ref reader, out creator)
                : reader.ValueTextEquals("name"u8) ? TryText(ref reader, out name)
                : reader.ValueTextEquals("channels"u8) ? reader.Read() && (channels = Texts(ref reader)) is not null
                : reader.ValueTextEquals("creationtime"u8) ? TryTime(ref reader, out created)
                : reader.ValueTextEquals("video_mode"u8) && TryText(ref reader, out videoMode);
            if (!known) return null;
        }

        return id is null || technology is null || type is null || kind is null || creator is null || name is null || channels is null || created is null
            ? null
            : new Bridge(id, technology, type, kind, creator, name, channels, created.Value, videoMode);
    }

    private static List<string>? Texts(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) return null;
        var texts = new List<string>(2);
        while (reader.Read() && reader.TokenType == JsonTokenType.String) texts.Add(reader.GetString()!);
        return reader.TokenType == JsonTokenType.EndArray ? texts : null;
    }

    private static bool TryText(ref Utf8JsonReader reader, out string? text)
    {
        text = reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return text is not null;
    }

    /// <summary>A text that is nearly always the one of the event before costs no string.</summary>
    private static bool TryRepeated(ref Utf8JsonReader reader, ref string last)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.String) return false;
        if (!reader.ValueTextEquals(last)) last = reader.GetString()!;
        return true;
    }

    private static bool TryNumber(ref Utf8JsonReader reader, out int? number)
    {
        number = reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value) ? value : null;
        return number is not null;
    }

    private static bool TryTime(ref Utf8JsonReader reader, out DateTimeOffset? time)
    {
        time = reader.Read() && reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped && AriTimestampConverter.TryParse(reader.ValueSpan, out var value) ? value : null;
        return time is not null;
    }

    private enum Quick
    {
        None,
        StateChange,
        Start,
        End,
        EnteredBridge,
        Broadcast,
        Destroyed,
        HangupRequest,
    }

    private ref struct Parts
    {
        public DateTimeOffset? Timestamp;
        public string? Application;
        public string? AsteriskId;
        public Channel? Channel;
        public Bridge? Bridge;
        public List<string>? Args;
        public int? Cause;
        public int? TechCause;
        public string? CauseTxt;
        public string? Caller;
        public string? Called;
        public bool? Soft;

        public readonly bool IsWhole => Timestamp is not null && Application is not null;
    }
}

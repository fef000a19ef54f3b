using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telephony.Ari;

/// <summary>State of a channel as Asterisk spells it. Open: a value unknown to us is kept, not refused.</summary>
[JsonConverter(typeof(ChannelStateConverter))]
public readonly record struct ChannelState(string Value)
{
    public static readonly ChannelState Down = new("Down");
    public static readonly ChannelState Reserved = new("Rsrvd");
    public static readonly ChannelState OffHook = new("OffHook");
    public static readonly ChannelState Dialing = new("Dialing");
    public static readonly ChannelState Ring = new("Ring");
    public static readonly ChannelState Ringing = new("Ringing");
    public static readonly ChannelState Up = new("Up");
    public static readonly ChannelState Busy = new("Busy");
    public static readonly ChannelState DialingOffHook = new("Dialing Offhook");
    public static readonly ChannelState PreRing = new("Pre-ring");
    public static readonly ChannelState Unknown = new("Unknown");

    public override string ToString() => Value ?? "";
}

internal sealed class ChannelStateConverter : JsonConverter<ChannelState>
{
    public override ChannelState Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // The three states that nearly every event carries cost no string.
        if (reader.ValueTextEquals("Up"u8)) return ChannelState.Up;
        if (reader.ValueTextEquals("Ring"u8)) return ChannelState.Ring;
        if (reader.ValueTextEquals("Ringing"u8)) return ChannelState.Ringing;
        return new ChannelState(reader.GetString() ?? "");
    }

    public override void Write(Utf8JsonWriter writer, ChannelState value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}

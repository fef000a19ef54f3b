using System.Buffers.Text;
using System.Text.Json;
using Telephony.Core;

namespace Telephony.Server.Journal;

/// <summary>Writes the inputs that every call brings as the serializer writes them, byte for byte, without looking anything up by reflection:
/// they are written while somebody's phone waits to ring. Tests hold the two against each other.</summary>
internal static class InputWriter
{
    /// <summary>Writes an input; false, with nothing written, when it is one that the serializer writes.</summary>
    public static bool TryWrite(Utf8JsonWriter json, AcdInput input)
    {
        switch (input)
        {
            case AcdInput.LegEnded e:
                Begin(json, "LegEnded"u8);
                json.WriteString("leg"u8, e.Leg.Value);
                json.WriteString("reason"u8, e.Reason.ToString());
                break;
            case AcdInput.BridgeEntered e:
                Begin(json, "BridgeEntered"u8);
                json.WriteString("call"u8, e.Call.Value);
                json.WriteString("channel"u8, e.Channel);
                break;
            case AcdInput.LegRinging e:
                Begin(json, "LegRinging"u8);
                json.WriteString("leg"u8, e.Leg.Value);
                break;
            case AcdInput.LegAnswered e:
                Begin(json, "LegAnswered"u8);
                json.WriteString("leg"u8, e.Leg.Value);
                break;
            case AcdInput.CallerGone e:
                Begin(json, "CallerGone"u8);
                json.WriteString("call"u8, e.Call.Value);
                break;
            case AcdInput.CallOffered { Number: not null, Caller: { Number: not null, Name: not null }, Place: null, Since: null, Phone: null } e:
                Begin(json, "CallOffered"u8);
                json.WriteString("call"u8, e.Call.Value);
                json.WriteString("number"u8, e.Number);
                json.WriteStartObject("caller"u8);
                json.WriteString("number"u8, e.Caller.Number);
                json.WriteString("name"u8, e.Caller.Name);
                json.WriteEndObject();
                break;
            case AcdInput.PlaybackEnded e:
                Begin(json, "PlaybackEnded"u8);
                json.WriteString("call"u8, e.Call.Value);
                json.WriteString("playback"u8, e.Playback.Value);
                break;
            case AcdInput.CallerHungUp e:
                Begin(json, "CallerHungUp"u8);
                json.WriteString("call"u8, e.Call.Value);
                break;
            case AcdInput.Tick:
                Begin(json, "Tick"u8);
                break;
            default:
                return false;
        }

        WriteMoment(json, input.At);
        json.WriteEndObject();
        json.Flush();
        return true;
    }

    private static void Begin(Utf8JsonWriter json, ReadOnlySpan<byte> kind)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, kind);
    }

    private static void WriteMoment(Utf8JsonWriter json, Moment at)
    {
        Span<byte> elapsed = stackalloc byte[32];
        Utf8Formatter.TryFormat(at.Elapsed, elapsed, out var length, 'c');
        json.WriteStartObject("at"u8);
        json.WriteString("elapsed"u8, elapsed[..length]);
        json.WriteString("utc"u8, at.Utc);
        json.WriteEndObject();
    }
}

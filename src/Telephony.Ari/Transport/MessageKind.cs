using System.Text.Json;

namespace Telephony.Ari.Transport;

/// <summary>What the reader of the socket must know about a message before it passes it on.</summary>
internal enum MessageKind
{
    Event,
    Reply,
    Replaced,
}

internal static class MessageKinds
{
    public static MessageKind Of(ReadOnlySpan<byte> message)
    {
        try
        {
            if (!EventReader.TryPeekType(message, out var type)) return MessageKind.Event;
            if (type.SequenceEqual("RESTResponse"u8)) return MessageKind.Reply;
            return type.SequenceEqual("ApplicationReplaced"u8) ? MessageKind.Replaced : MessageKind.Event;
        }
        catch (JsonException)
        {
            // The consumer's side reports it, in its place in the order.
            return MessageKind.Event;
        }
    }
}

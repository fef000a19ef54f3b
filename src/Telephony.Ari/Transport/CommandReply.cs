using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Telephony.Ari.Transport;

/// <summary>A <c>RESTResponse</c>: hands status and body to the command that waits for them.</summary>
internal static class CommandReply
{
    public static void Complete(ReadOnlySpan<byte> message, PendingCommands pending, ILogger logger)
    {
        try
        {
            Read(message, pending, logger);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            // The command runs into its deadline: nobody knows which one it was.
            logger.ReplyUnreadable(exception.Message, Encoding.UTF8.GetString(message));
        }
    }

    private static void Read(ReadOnlySpan<byte> message, PendingCommands pending, ILogger logger)
    {
        long id = 0;
        var status = 0;
        var hasBody = false;
        var reader = new Utf8JsonReader(message);
        var body = reader;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("request_id"u8))
            {
                reader.Read();
                if (!Utf8Parser.TryParse(reader.ValueSpan, out id, out _)) throw new FormatException("request_id is not one of ours");
            }
            else if (reader.ValueTextEquals("status_code"u8))
            {
                reader.Read();
                status = reader.GetInt32();
            }
            else if (reader.ValueTextEquals("message_body"u8))
            {
                reader.Read();
                hasBody = reader.TokenType == JsonTokenType.String;
                body = reader;
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
        if (status == 0) throw new FormatException("there is no status_code");
        if (!pending.TryTake(id, out var command))
        {
            logger.LateReply(id);
            return;
        }
        command.Complete(new RestReply(status, hasBody && (command.WantsBody || status is < 200 or >= 300) ? Unescape(body) : default));
    }

    private static byte[] Unescape(Utf8JsonReader body)
    {
        // Unescaping never makes it longer.
        var bytes = new byte[body.ValueSpan.Length];
        var length = body.CopyString(bytes);
        return bytes[..length];
    }
}

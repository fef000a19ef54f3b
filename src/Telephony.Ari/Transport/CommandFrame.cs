using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Telephony.Ari.Transport;

/// <summary>A REST request as one text message of the event socket (<c>RESTRequest</c> of Asterisk's events.json).</summary>
internal static class CommandFrame
{
    /// <summary>Asterisk closes the socket on a longer one (AST_WEBSOCKET_MAX_RX_PAYLOAD_SIZE).</summary>
    public const int LongestBytes = 65_535;

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        // The reader is Asterisk's JSON parser, not a browser: leave quotes and letters of all languages readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>Appends the message's JSON.</summary>
    public static void Write(ByteBuffer frame, long requestId, RestRequest request)
    {
        var writer = _writer ??= new Utf8JsonWriter(frame, WriterOptions);
        writer.Reset(frame);
        writer.WriteStartObject();
        writer.WriteString("type"u8, "RESTRequest"u8);
        Span<char> id = stackalloc char[20];
        requestId.TryFormat(id, out var length, provider: CultureInfo.InvariantCulture);
        writer.WriteString("request_id"u8, id[..length]);
        writer.WriteString("method"u8, request.Method.Method);
        writer.WriteString("uri"u8, request.Path);
        if (request.Query.Count > 0)
        {
            writer.WriteStartArray("query_strings"u8);
            foreach (var (name, value) in request.Query)
            {
                writer.WriteStartObject();
                writer.WriteString("name"u8, name);
                writer.WriteString("value"u8, value);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        if (!request.Body.IsEmpty)
        {
            writer.WriteString("content_type"u8, "application/json"u8);
            writer.WriteString("message_body"u8, request.Body.Span);
        }
        writer.WriteEndObject();
        writer.Flush();
    }

    /// <summary>Why a command is not sent.</summary>
    public static AriInvalidException TooLong(RestRequest request, int length) =>
        new($"{request}: the command is {length} bytes long, Asterisk reads at most {LongestBytes}")
        {
            Method = request.Method.Method,
            Path = request.Path,
        };
}

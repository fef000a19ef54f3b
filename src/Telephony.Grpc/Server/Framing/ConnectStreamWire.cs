using System.Buffers;
using System.Text.Json;
using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Framing;

/// <summary>Streaming Connect (connectrpc.com/docs/protocol): HTTP 200 always; status and trailers are JSON in the last envelope.</summary>
internal sealed class ConnectStreamWire(HttpContext http, MethodOptions options, ILogger logger, bool isJson)
    : EnvelopeWire(http, options, logger, http.Request.BodyReader, StatusCode.InvalidArgument)
{
    public const string ProtoMediaType = "application/connect+proto";

    public const string JsonMediaType = "application/connect+json";

    public override bool IsJson => isJson;

    protected override string EncodingHeader => "connect-content-encoding";

    protected override string AcceptEncodingHeader => "connect-accept-encoding";

    protected override string ContentType => isJson ? JsonMediaType : ProtoMediaType;

    public override TimeSpan? ReadTimeout() => ConnectHeaders.ReadTimeout(Http.Request.Headers);

    public override void Open()
    {
        base.Open();
        ConnectHeaders.CheckVersion(Http.Request.Headers["connect-protocol-version"].ToString(), "1");
    }

    public override ValueTask EndAsync(Status status, Metadata trailers)
    {
        var body = new ArrayBufferWriter<byte>();
        body.Write(stackalloc byte[Envelope.HeaderLength]); // Filled in once the length is known.
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            if (status.StatusCode != StatusCode.OK)
            {
                json.WritePropertyName("error");
                ConnectError.Write(json, status, trailers);
            }
            WriteTrailers(json, trailers);
            json.WriteEndObject();
        }

        var frame = body.WrittenSpan.ToArray();
        Envelope.WriteHeader(frame, Envelope.ConnectEndStream, frame.Length - Envelope.HeaderLength);
        WriteBytes(frame);
        return ValueTask.CompletedTask;
    }

    private void WriteTrailers(Utf8JsonWriter json, Metadata trailers)
    {
        var target = new HeaderDictionary();
        CopyMetadata(trailers, target);
        target.Remove(RpcStatusExtensions.StatusDetailsTrailerName);
        if (target.Count == 0)
            return;
        json.WriteStartObject("metadata");
        foreach (var (name, values) in target)
        {
            json.WriteStartArray(name);
            foreach (var value in values)
                json.WriteStringValue(value);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }
}

using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;
using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Framing;

/// <summary>
/// gRPC-Web (PROTOCOL-WEB.md), for clients that cannot read HTTP trailers: these are the last frame of the body, as header lines.
/// In the text form the whole body is base64, padded at the end of each frame.
/// </summary>
internal sealed class GrpcWebWire(HttpContext http, MethodOptions options, ILogger logger, string contentType, bool isText)
    : EnvelopeWire(http, options, logger, isText ? Decoded(http.Request.BodyReader) : http.Request.BodyReader, StatusCode.Internal)
{
    public const string MediaType = "application/grpc-web";

    public const string TextMediaType = "application/grpc-web-text";

    protected override string EncodingHeader => "grpc-encoding";

    protected override string AcceptEncodingHeader => "grpc-accept-encoding";

    protected override string ContentType => contentType;

    public override TimeSpan? ReadTimeout() => GrpcHeaders.ReadTimeout(Http.Request.Headers);

    public override ValueTask EndAsync(Status status, Metadata trailers)
    {
        var lines = new StringBuilder();
        foreach (var (name, value) in GrpcHeaders.Status(status))
            lines.Append(name).Append(": ").Append(value).Append("\r\n");
        var target = new HeaderDictionary();
        CopyMetadata(trailers, target);
        foreach (var (name, values) in target)
        {
            foreach (var value in values)
                lines.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        var frame = new byte[Envelope.HeaderLength + lines.Length];
        Envelope.WriteHeader(frame, Envelope.WebTrailers, lines.Length);
        Encoding.ASCII.GetBytes(lines.ToString(), frame.AsSpan(Envelope.HeaderLength));
        WriteBytes(frame);
        return ValueTask.CompletedTask;
    }

    protected override void WriteBytes(ReadOnlySpan<byte> frame)
    {
        if (!isText)
        {
            base.WriteBytes(frame);
            return;
        }
        var text = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(frame.Length));
        Base64.EncodeToUtf8(frame, text, out _, out var length);
        base.WriteBytes(text.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(text);
    }

    private static PipeReader Decoded(PipeReader body) => PipeReader.Create(new Base64DecodingStream(body));
}

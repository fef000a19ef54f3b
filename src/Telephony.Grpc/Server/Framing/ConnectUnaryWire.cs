using System.Buffers;
using System.Buffers.Text;
using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Framing;

/// <summary>
/// Unary Connect (connectrpc.com/docs/protocol): a plain POST, or a GET for methods without side effects; the body is the message.
/// Trailers are headers with a prefix, so nothing is sent before the call has ended.
/// </summary>
internal sealed class ConnectUnaryWire(HttpContext http, MethodOptions options, ILogger logger, bool isJson) : ServerWire(http, options, logger)
{
    public const string ProtoMediaType = "application/proto";

    public const string JsonMediaType = "application/json";

    private const string TrailerPrefix = "trailer-";

    private readonly PayloadReader _reader = new(options.MaxReceiveMessageSize, StatusCode.InvalidArgument);
    private readonly EnvelopeWriter _writer = new(options.MaxSendMessageSize) { CompressionLevel = options.ResponseCompressionLevel };
    private ICompressionProvider? _requestCompression;
    private ReadOnlyMemory<byte>? _response;
    private bool _isResponseCompressed;

    public override bool IsJson => isJson;

    private bool IsGet => HttpMethods.IsGet(Http.Request.Method);

    private string ContentType => isJson ? JsonMediaType : ProtoMediaType;

    public override TimeSpan? ReadTimeout() => ConnectHeaders.ReadTimeout(Http.Request.Headers);

    public override void Open()
    {
        var request = Http.Request;
        if (IsGet)
            ConnectHeaders.CheckVersion(request.Query["connect"].ToString(), "v1");
        else
            ConnectHeaders.CheckVersion(request.Headers["connect-protocol-version"].ToString(), "1");
        Http.Response.Headers.AcceptEncoding = Options.Encodings.AcceptHeader;
        _requestCompression = Options.Encodings.Find(IsGet ? request.Query["compression"] : request.Headers.ContentEncoding);
        _writer.Compression = Options.Encodings.Negotiate(Options.ResponseCompressionAlgorithm, request.Headers.AcceptEncoding);
    }

    public override async ValueTask<T?> ReadAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken)
        where T : class
    {
        if (IsGet)
            return _reader.Read(marshaller, new ReadOnlySequence<byte>(QueryMessage()), _requestCompression);
        var body = Http.Request.BodyReader;
        while (true)
        {
            var result = await body.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = result.Buffer;
            var isWhole = result.IsCompleted;
            try
            {
                if (buffer.Length > _reader.MaxLength)
                    throw GrpcErrors.TooLarge("Received", Math.Max(buffer.Length, Http.Request.ContentLength ?? 0), _reader.MaxLength.Value);
                if (isWhole)
                    return _reader.Read(marshaller, buffer, _requestCompression);
            }
            finally
            {
                body.AdvanceTo(isWhole ? buffer.End : buffer.Start, buffer.End);
            }
        }
    }

    public override ValueTask<bool> IsAtEndAsync(CancellationToken cancellationToken) => ValueTask.FromResult(true);

    public override ValueTask StartAsync(Metadata headers, CancellationToken cancellationToken)
    {
        CopyMetadata(headers, Http.Response.Headers);
        return ValueTask.CompletedTask;
    }

    public override ValueTask WriteAsync<T>(Marshaller<T> marshaller, T message, WriteFlags flags, CancellationToken cancellationToken)
    {
        _response = _writer.Payload(marshaller, message, (flags & WriteFlags.NoCompress) == 0, out _isResponseCompressed);
        return ValueTask.CompletedTask;
    }

    public override ValueTask EndAsync(Status status, Metadata trailers)
    {
        if (status.StatusCode == StatusCode.OK && _response is null)
            status = new Status(StatusCode.Internal, "The method returned no message.");
        var response = Http.Response;
        response.StatusCode = ConnectError.HttpStatus(status.StatusCode);
        CopyMetadata(trailers, response.Headers, TrailerPrefix);
        response.Headers.Remove(TrailerPrefix + RpcStatusExtensions.StatusDetailsTrailerName);
        if (status.StatusCode == StatusCode.OK)
            WriteMessage(_response!.Value.Span);
        else
            WriteError(status, trailers);
        _writer.Release();
        return ValueTask.CompletedTask;
    }

    private void WriteMessage(ReadOnlySpan<byte> message)
    {
        var response = Http.Response;
        response.ContentType = ContentType;
        response.ContentLength = message.Length;
        if (_isResponseCompressed)
            response.Headers.ContentEncoding = _writer.Compression!.EncodingName;
        if (IsGet || _writer.Compression is not null)
            response.Headers.Vary = "accept-encoding";
        response.BodyWriter.Write(message);
    }

    private void WriteError(Status status, Metadata trailers)
    {
        var body = ConnectError.ToBytes(status, trailers);
        Http.Response.ContentType = JsonMediaType;
        Http.Response.ContentLength = body.Length;
        Http.Response.BodyWriter.Write(body.Span);
    }

    private byte[] QueryMessage()
    {
        var query = Http.Request.Query;
        var text = query["message"].ToString();
        if (!string.Equals(query["base64"], "1", StringComparison.Ordinal))
            return System.Text.Encoding.UTF8.GetBytes(text);
        try
        {
            return Base64Url.DecodeFromChars(text.TrimEnd('='));
        }
        catch (FormatException)
        {
            throw GrpcErrors.Error(StatusCode.InvalidArgument, "The query parameter 'message' is not valid base64url.");
        }
    }
}

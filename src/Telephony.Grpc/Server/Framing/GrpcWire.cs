using System.Globalization;
using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Framing;

/// <summary>gRPC over HTTP/2 (PROTOCOL-HTTP2.md): the status is in the trailers, or in the headers when there is no body.</summary>
internal sealed class GrpcWire(HttpContext http, MethodOptions options, ILogger logger)
    : EnvelopeWire(http, options, logger, http.Request.BodyReader, StatusCode.Internal)
{
    public const string MediaType = "application/grpc";

    protected override string EncodingHeader => "grpc-encoding";

    protected override string AcceptEncodingHeader => "grpc-accept-encoding";

    protected override string ContentType => MediaType;

    public override TimeSpan? ReadTimeout() => GrpcHeaders.ReadTimeout(Http.Request.Headers);

    public override ValueTask EndAsync(Status status, Metadata trailers)
    {
        if (IsStarted)
        {
            foreach (var (name, value) in GrpcHeaders.Status(status))
                Http.Response.AppendTrailer(name, value);
            if (trailers.Count == 0)
                return ValueTask.CompletedTask;
            var target = new HeaderDictionary();
            CopyMetadata(trailers, target);
            foreach (var (name, values) in target)
                Http.Response.AppendTrailer(name, values);
            return ValueTask.CompletedTask;
        }
        foreach (var (name, value) in GrpcHeaders.Status(status))
            Http.Response.Headers[name] = value;
        CopyMetadata(trailers, Http.Response.Headers);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Headers that gRPC and gRPC-Web share.</summary>
internal static class GrpcHeaders
{
    /// <summary><c>grpc-status</c> and, when there is one, <c>grpc-message</c>.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Status(Status status)
    {
        yield return new("grpc-status", ((int)status.StatusCode).ToString(CultureInfo.InvariantCulture));
        if (status.Detail.Length > 0)
            yield return new("grpc-message", GrpcMessage.Encode(status.Detail));
    }

    public static TimeSpan? ReadTimeout(IHeaderDictionary headers)
    {
        var value = headers["grpc-timeout"].ToString();
        if (value.Length == 0)
            return null;
        return GrpcTimeout.TryParse(value, out var timeout) ? timeout : throw GrpcErrors.BadTimeout(value);
    }
}

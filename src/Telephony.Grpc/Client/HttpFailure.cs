using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>From HTTP to a status: trailers, answers that are not gRPC, and broken connections.</summary>
internal static class HttpFailure
{
    private const long Http2Cancel = 0x8;
    private const long Http2RefusedStream = 0x7;
    private const long Http2EnhanceYourCalm = 0xb;
    private const long Http2InadequateSecurity = 0xc;

    /// <summary>The status in headers or trailers, or null when there is none.</summary>
    public static Status? Read(HttpResponseHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("grpc-status", out var values))
            return null;
        var text = values.ToString();
        if (!int.TryParse(text, out var code))
            return new Status(StatusCode.Unknown, $"The server sent the status '{text}', which is not a number.");
        var detail = headers.NonValidated.TryGetValues("grpc-message", out var message) ? GrpcMessage.Decode(message.ToString()) : "";
        return new Status(code is >= 0 and <= 16 ? (StatusCode)code : StatusCode.Unknown, detail);
    }

    /// <summary>The status of an answer that is not gRPC (doc/http-grpc-status-mapping.md).</summary>
    public static Status FromHttpStatus(HttpStatusCode code)
    {
        var status = code switch
        {
            HttpStatusCode.BadRequest or HttpStatusCode.RequestHeaderFieldsTooLarge => StatusCode.Internal,
            HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
            HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
            HttpStatusCode.NotFound => StatusCode.Unimplemented,
            HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
                => StatusCode.Unavailable,
            _ => StatusCode.Unknown,
        };
        return new Status(status, $"The server answered HTTP {(int)code} instead of gRPC.");
    }

    /// <summary>The status of an exception of HttpClient.</summary>
    public static Status FromException(Exception error)
    {
        for (var inner = error; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case RpcException rpc:
                    return rpc.Status;
                case HttpProtocolException protocol:
                    return new Status(FromHttp2Error(protocol.ErrorCode), $"The server reset the call: {protocol.Message}", error);
            }
        }
        return error is HttpRequestException or IOException
            ? new Status(StatusCode.Unavailable, $"The server cannot be reached: {error.Message}", error)
            : new Status(StatusCode.Internal, $"The call failed: {error.Message}", error);
    }

    /// <summary>Headers as metadata.</summary>
    public static Metadata ReadMetadata(HttpResponseHeaders headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers.NonValidated)
        {
            foreach (var value in values)
                MetadataText.AddReceived(metadata, name, value);
        }
        return metadata;
    }

    private static StatusCode FromHttp2Error(long code) => code switch
    {
        Http2Cancel => StatusCode.Cancelled,
        Http2RefusedStream => StatusCode.Unavailable,
        Http2EnhanceYourCalm => StatusCode.ResourceExhausted,
        Http2InadequateSecurity => StatusCode.PermissionDenied,
        _ => StatusCode.Internal,
    };
}

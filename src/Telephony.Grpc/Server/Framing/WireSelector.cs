using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Framing;

/// <summary>Chooses the protocol of a call by its content type.</summary>
internal static class WireSelector
{
    private const string Binary = "+proto";

    /// <summary>All content types of requests, as an <c>Accept-Post</c> header.</summary>
    public const string AcceptPost =
        "application/grpc, application/grpc+proto, application/grpc-web, application/grpc-web+proto, application/grpc-web-text, "
        + "application/grpc-web-text+proto, application/connect+proto, application/connect+json, application/proto, application/json";

    /// <summary>The wire form, or null when the request is of none of the protocols.</summary>
    /// <param name="http">The request.</param>
    /// <param name="type">Shape of the method; null when there is no such method.</param>
    /// <param name="options">Limits and encodings.</param>
    /// <param name="logger">For warnings about what cannot be sent.</param>
    public static ServerWire? Select(HttpContext http, MethodType? type, MethodOptions options, ILogger logger)
    {
        if (HttpMethods.IsGet(http.Request.Method))
            return SelectGet(http, options, logger);
        var mayBeUnary = type is null or MethodType.Unary;
        var mayStream = type is not MethodType.Unary;
        return MediaType(http.Request.ContentType) switch
        {
            GrpcWire.MediaType or GrpcWire.MediaType + Binary => new GrpcWire(http, options, logger),
            GrpcWebWire.MediaType or GrpcWebWire.MediaType + Binary =>
                new GrpcWebWire(http, options, logger, GrpcWebWire.MediaType + Binary, isText: false),
            GrpcWebWire.TextMediaType or GrpcWebWire.TextMediaType + Binary =>
                new GrpcWebWire(http, options, logger, GrpcWebWire.TextMediaType + Binary, isText: true),
            ConnectStreamWire.ProtoMediaType when mayStream => new ConnectStreamWire(http, options, logger, isJson: false),
            ConnectStreamWire.JsonMediaType when mayStream => new ConnectStreamWire(http, options, logger, isJson: true),
            ConnectUnaryWire.ProtoMediaType when mayBeUnary => new ConnectUnaryWire(http, options, logger, isJson: false),
            ConnectUnaryWire.JsonMediaType when mayBeUnary => new ConnectUnaryWire(http, options, logger, isJson: true),
            _ => null,
        };
    }

    /// <summary>Answers a request of no protocol, in words.</summary>
    public static Task RefuseAsync(HttpContext http, MethodType? type)
    {
        http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        http.Response.Headers["Accept-Post"] = AcceptPost;
        var hint = type is null or MethodType.Unary
            ? "Send a unary call as application/json or application/proto"
            : "This method streams: send application/connect+json or application/connect+proto";
        return http.Response.WriteAsync($"Content type '{http.Request.ContentType}' does not fit. {hint}, or use gRPC or gRPC-Web.\n");
    }

    private static ConnectUnaryWire? SelectGet(HttpContext http, MethodOptions options, ILogger logger) =>
        http.Request.Query["encoding"].ToString() switch
        {
            "json" => new ConnectUnaryWire(http, options, logger, isJson: true),
            "proto" => new ConnectUnaryWire(http, options, logger, isJson: false),
            _ => null,
        };

    private static string MediaType(string? contentType) =>
        (contentType ?? "").Split(';')[0].Trim().ToLowerInvariant();
}

namespace Telephony.Server.Board;

/// <summary>
/// What browsers are told about everything that is served over HTTP, refusals included: take it for what it says it is, run nothing of it, show it in no frame, give it to
/// no other site, tell no other site where one came from, keep nothing. Pages and files of the board say their own (<see cref="BoardPages"/>). gRPC is not for browsers.
/// </summary>
internal sealed class BrowserHeaders(RequestDelegate next)
{
    private const string Nothing = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Devices that no page of the board wants.</summary>
    public const string Devices = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

    /// <summary>Handles a request.</summary>
    public Task InvokeAsync(HttpContext http)
    {
        if (IsGrpc(http.Request)) return next(http);
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = Nothing;
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = Devices;
        headers.CacheControl = "no-store";
        if (http.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000";
        return next(http);
    }

    private static bool IsGrpc(HttpRequest request) =>
        HttpProtocol.IsHttp2(request.Protocol) && request.ContentType is { } type
        && type.StartsWith("application/grpc", StringComparison.Ordinal) && !type.StartsWith("application/grpc-web", StringComparison.Ordinal);
}

namespace Telephony.Server.Board;

/// <summary>
/// Serves the board: files with a name for ever are kept for ever, the page itself is asked for each time. Nothing in them is secret: what the page shows, it asks
/// the API for. Nothing from elsewhere is loaded, no script or style stands in the page itself, and no other page may show it in a frame.
/// </summary>
internal sealed class BoardPages(RequestDelegate next, BoardFiles files)
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private const string NotBuilt = "The board is not built. Run ./telephony build, then start the service again.\n";

    /// <summary>Handles a request.</summary>
    public Task InvokeAsync(HttpContext http)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (http.GetEndpoint() is not null || !(HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))) return next(http);
        var address = http.Request.Path.Value ?? "/";
        if (files.At(address) is { } file) return SendAsync(http, file);
        if (files.AreBuilt || !BoardFiles.IsPage(address)) return next(http);
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return http.Response.WriteAsync(NotBuilt);
    }

    private static async Task SendAsync(HttpContext http, BoardFile file)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = BrowserHeaders.Devices;
        headers.CacheControl = file.IsForEver ? "public, max-age=31536000, immutable" : "no-cache";
        headers.ETag = file.ETag;
        headers.Vary = "Accept-Encoding";
        if (http.Request.Headers.IfNoneMatch.Contains(file.ETag))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var isPacked = http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (isPacked) headers.ContentEncoding = "gzip";
        var body = isPacked ? file.Gzip : file.Plain;
        http.Response.ContentType = file.ContentType;
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}

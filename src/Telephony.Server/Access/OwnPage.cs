using System.Net;

namespace Telephony.Server.Access;

/// <summary>Whether a request comes from the board's own pages, and how safe its way is.</summary>
internal static class OwnPage
{
    /// <summary>Whether no page of another site sent it. Requests of programs have none of these headers.</summary>
    public static bool Sent(HttpContext http)
    {
        var origin = http.Request.Headers.Origin.ToString();
        var isOwn = origin.Length == 0 || string.Equals(origin, $"{SchemeOf(http)}://{http.Request.Host}", StringComparison.OrdinalIgnoreCase);
        return isOwn && (http.Request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none");
    }

    /// <summary>Whether a browser sent it: every present one says from which site.</summary>
    public static bool IsBrowser(HttpContext http) => http.Request.Headers.ContainsKey("Sec-Fetch-Site") || http.Request.Headers.ContainsKey("Origin");

    /// <summary>Whether the way to here is encrypted, as far as the browser sees it: TLS may end in a proxy on this machine.</summary>
    public static bool IsEncrypted(HttpContext http) => SchemeOf(http) == "https";

    /// <summary>Whether the browser runs on this machine, or at the other end of a tunnel that begins on its own.</summary>
    public static bool IsLoopback(HttpContext http) => http.Request.Host.Host is "localhost" or "[::1]" || (IPAddress.TryParse(http.Request.Host.Host, out var address) && IPAddress.IsLoopback(address));

    private static string SchemeOf(HttpContext http)
    {
        var said = http.Request.Headers["X-Forwarded-Proto"].ToString();
        return said == "https" && http.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from) ? "https" : http.Request.Scheme;
    }
}

using System.Security.Cryptography;
using System.Text;

namespace Telephony.Server.Access;

/// <summary>
/// The two cookies of a session. With TLS their names begin with <c>__Host-</c>: a browser takes such a cookie only encrypted, for this host alone, and no other host or
/// path can set it. Without TLS (on loopback only) browsers differ in whether they take it, so there it has a plain name, which is never looked at when there is TLS.
/// </summary>
internal static class SessionCookie
{
    /// <summary>The header in which the board's pages send back what the second cookie says.</summary>
    public const string CsrfHeader = "X-Telephony-Csrf";

    /// <summary>Sets both.</summary>
    public static void Set(HttpContext http, Session session, string value, DateTimeOffset until)
    {
        http.Response.Cookies.Append(NameOf(http), value, Options(http, until, isForScripts: false));
        http.Response.Cookies.Append(CsrfNameOf(http), session.Csrf, Options(http, until, isForScripts: true));
    }

    /// <summary>Takes both away.</summary>
    public static void Clear(HttpContext http)
    {
        http.Response.Cookies.Append(NameOf(http), "", Options(http, DateTimeOffset.UnixEpoch, isForScripts: false));
        http.Response.Cookies.Append(CsrfNameOf(http), "", Options(http, DateTimeOffset.UnixEpoch, isForScripts: true));
    }

    /// <summary>What the browser sent; null for nothing.</summary>
    public static string? In(HttpContext http) => http.Request.Cookies[NameOf(http)];

    /// <summary>Whether the request may use the session's cookie: sent by our own page, and, when it may change something, by one that knows the session.</summary>
    public static bool MayUse(HttpContext http, Session session)
    {
        if (!OwnPage.Sent(http)) return false;
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)) return true;
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(http.Request.Headers[CsrfHeader].ToString()), Encoding.UTF8.GetBytes(session.Csrf));
    }

    private static string NameOf(HttpContext http) => OwnPage.IsEncrypted(http) ? "__Host-telephony" : "telephony";

    private static string CsrfNameOf(HttpContext http) => NameOf(http) + "-csrf";

    private static CookieOptions Options(HttpContext http, DateTimeOffset until, bool isForScripts) => new()
    {
        Path = "/", Secure = OwnPage.IsEncrypted(http), HttpOnly = !isForScripts, SameSite = SameSiteMode.Strict, Expires = until, IsEssential = true,
    };
}

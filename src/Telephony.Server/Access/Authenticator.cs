using System.Security.Cryptography.X509Certificates;
using Telephony.Server.Rpc;

namespace Telephony.Server.Access;

/// <summary>Finds out who calls: a bearer token, else a client certificate, else a session of the board, else the local admin.</summary>
internal sealed class Authenticator(TokenStore tokens, ScreenStore screens, UserStore users, SessionStore sessions, LocalPeer peer, AccessOptions options, JwtBearer? jwt)
{
    private const string Scheme = "Bearer ";

    /// <summary>Headers that a proxy adds: what it passes on does not come from this machine.</summary>
    private static readonly string[] Forwarding = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"];

    private static readonly Principal LocalAdmin = new("local", "local", Role.Admin, Proof.Local);

    /// <summary>Who sent a request.</summary>
    public async Task<Caller> WhoAsync(HttpContext http)
    {
        if (http.Request.Headers.Authorization is { Count: > 0 } headers)
            return headers is [{ } one] && one.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? await BearerAsync(one[Scheme.Length..].Trim()) : Caller.Unknown(Reason.TokenInvalid);
        if (http.Connection.ClientCertificate is { } certificate)
            return tokens.FindCertificate(NamesIn(certificate)) is { } known ? Caller.Known(known) : Caller.Unknown(Reason.CertificateUnknown);
        if (InSession(http) is { } signedIn) return signedIn;
        return options.TrustsLocal && !IsForwarded(http) && peer.IsTrusted(http) ? Local(http) : Caller.Unknown(Reason.TokenMissing);
    }

    private async Task<Caller> BearerAsync(string token)
    {
        var found = TokenText.IdOf(token) is not null ? tokens.Find(token) : screens.Find(token) is { } screen ? screen : jwt is not null ? await jwt.FindAsync(token) : null;
        return found is not null ? Caller.Known(found) : Caller.Unknown(Reason.TokenInvalid);
    }

    /// <summary>A cookie goes with the requests of every page: it is looked at only when our own page sent it. One that is over is as none.</summary>
    private Caller? InSession(HttpContext http)
    {
        if (SessionCookie.In(http) is not { } cookie || sessions.Use(cookie) is not { } session || users.Find(session.User) is not { } user) return null;
        if (!SessionCookie.MayUse(http, session)) return Caller.Unknown(Reason.CrossSite);
        return Caller.Known(new Principal($"user:{user.Name}", user.Name, Roles.Find(user.Role)!.Value, Proof.User)
        {
            Scope = user.Scope(), Session = session.Id, Until = sessions.EndOf(session), StillHolds = () => sessions.StillHolds(session.Id),
        });
    }

    /// <summary>Local trust goes with the connection, not with a secret that only the right page has: a page of another site, open in the same browser, must not use it.
    /// Where people sign in, a browser is not trusted for that alone: the record says who did it then.</summary>
    private Caller Local(HttpContext http) => !OwnPage.Sent(http) ? Caller.Unknown(Reason.CrossSite)
        : users.Any && OwnPage.IsBrowser(http) ? Caller.Unknown(Reason.TokenMissing)
        : Caller.Known(LocalAdmin);

    private static bool IsForwarded(HttpContext http) => Forwarding.Any(http.Request.Headers.ContainsKey);

    /// <summary>The alternative names when there are any, else the common name.</summary>
    private static List<string> NamesIn(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(e => e.EnumerateDnsNames()).ToList();
        var common = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        return names.Count > 0 || common.Length == 0 ? names : [common];
    }
}

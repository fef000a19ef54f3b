using System.Security.Cryptography.X509Certificates;
using Telephony.Server.Rpc;

namespace Telephony.Server.Access;

/// <summary>Finds out who calls: a bearer token, else a client certificate, else the local admin.</summary>
internal sealed class Authenticator(TokenStore tokens, LocalPeer peer, AccessOptions options, JwtBearer? jwt)
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
        return options.TrustsLocal && !IsForwarded(http) && peer.IsTrusted(http) ? Local(http) : Caller.Unknown(Reason.TokenMissing);
    }

    private async Task<Caller> BearerAsync(string token)
    {
        var found = TokenText.IdOf(token) is not null ? tokens.Find(token) : jwt is not null ? await jwt.FindAsync(token) : null;
        return found is not null ? Caller.Known(found) : Caller.Unknown(Reason.TokenInvalid);
    }

    /// <summary>Local trust goes with the connection, not with a secret that only the right page has: a page of another site, open in the same browser, must not use it.</summary>
    private static Caller Local(HttpContext http)
    {
        var origin = http.Request.Headers.Origin.ToString();
        var isOwn = origin.Length == 0 || string.Equals(origin, $"{http.Request.Scheme}://{http.Request.Host}", StringComparison.OrdinalIgnoreCase);
        var isFromSite = http.Request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none";
        return isOwn && isFromSite ? Caller.Known(LocalAdmin) : Caller.Unknown(Reason.CrossSite);
    }

    private static bool IsForwarded(HttpContext http) => Forwarding.Any(http.Request.Headers.ContainsKey);

    /// <summary>The alternative names when there are any, else the common name.</summary>
    private static List<string> NamesIn(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(e => e.EnumerateDnsNames()).ToList();
        var common = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        return names.Count > 0 || common.Length == 0 ? names : [common];
    }
}

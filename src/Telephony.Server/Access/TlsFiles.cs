using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Telephony.Server.Access;

/// <summary>TLS from PEM files, which are followed when they change: a renewed certificate needs no restart. TLS 1.2 or newer.</summary>
internal sealed class TlsFiles
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2"; // id-kp-clientAuth, RFC 5280 §4.2.1.12

    private readonly FollowedFile<SslStreamCertificateContext> _server;
    private readonly FollowedFile<X509Certificate2Collection>? _clientCa;

    /// <summary>Reads the files.</summary>
    /// <param name="certificate">The certificate, then those between it and the root.</param>
    /// <param name="key">Its private key.</param>
    /// <param name="clientCa">Roots of client certificates; null when none are asked for.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For files that cannot be read later.</param>
    /// <exception cref="InvalidDataException">A file is not of the form.</exception>
    public TlsFiles(string certificate, string key, string? clientCa, TimeProvider time, ILogger logger)
    {
        _server = new FollowedFile<SslStreamCertificateContext>(certificate, () => Server(certificate, key), time, logger);
        _clientCa = clientCa is null ? null : new FollowedFile<X509Certificate2Collection>(clientCa, () => Roots(clientCa), time, logger);
    }

    /// <summary>How one port speaks TLS.</summary>
    /// <param name="asksClients">Whether clients are asked for a certificate. One they show must be good; they need not have one.</param>
    public TlsHandshakeCallbackOptions Options(bool asksClients) => new()
    {
        OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _server.Latest(),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateRequired = asksClients && _clientCa is not null, // asks for one; whether there must be one, the callback says
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown is null || (shown is X509Certificate2 client && IsGood(client)),
        }),
    };

    private bool IsGood(X509Certificate2 client)
    {
        if (_clientCa is null) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_clientCa.Latest());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // names are revoked with 'token revoke'
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ForClients));
        return chain.Build(client);
    }

    private static SslStreamCertificateContext Server(string certificate, string key)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificate);
            using var pair = X509Certificate2.CreateFromPemFile(certificate, key);
            // Through PKCS#12: the platform's TLS wants a key that it holds itself.
            var own = X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
            return SslStreamCertificateContext.Create(own, [.. chain.Skip(1)], offline: true);
        }
        catch (CryptographicException fault)
        {
            throw new InvalidDataException($"{certificate} and {key}: not a certificate and its key in PEM: {fault.Message}", fault);
        }
    }

    private static X509Certificate2Collection Roots(string file)
    {
        try
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPemFile(file);
            return roots.Count > 0 ? roots : throw new InvalidDataException($"{file}: holds no certificate in PEM");
        }
        catch (CryptographicException fault)
        {
            throw new InvalidDataException($"{file}: not readable as PEM: {fault.Message}", fault);
        }
    }
}

using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Server.Access;

namespace Telephony.Server.Tests.Access;

/// <summary>TLS and client certificates, on a real port.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Structure", "NUnit1032", Justification = "Disposed of in OneTimeTearDown, asynchronously.")]
public sealed class TlsFilesTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tel-tls-").FullName;
    private X509Certificate2 _ca = null!;
    private X509Certificate2 _server = null!;
    private WebApplication _app = null!;
    private SessionStore _sessions = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _ca = Certificate("CN=clients", null, null);
        _server = Certificate("CN=localhost", null, null);
        Write("server", _server);
        File.WriteAllText(Path.Combine(_folder, "ca.pem"), _ca.ExportCertificatePem());
        var vault = new TokenVault(_folder, TimeProvider.System);
        vault.Add((id, hash) => new TokenRecord { Id = id, Sha256 = hash, Name = "billing", Role = "system", Certificate = "billing.internal", Created = default }, "billing.internal");
        var users = new UserStore(new UserVault(_folder, TimeProvider.System), TimeProvider.System, NullLogger<UserStore>.Instance);
        _sessions = new SessionStore(_folder, users, SessionLimits.Default, TimeProvider.System, NullLogger<SessionStore>.Instance);
        var authenticator = new Authenticator(new TokenStore(vault, TimeProvider.System, NullLogger<TokenStore>.Instance),
            new ScreenStore(new ScreenVault(_folder, TimeProvider.System), TimeProvider.System, NullLogger<ScreenStore>.Instance), users, _sessions, new LocalPeer(), new AccessOptions(), null);
        var tls = new TlsFiles(Path.Combine(_folder, "server.pem"), Path.Combine(_folder, "server.key"), Path.Combine(_folder, "ca.pem"), TimeProvider.System, NullLogger.Instance);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse("127.0.0.72"), 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(tls.Options(asksClients: true));
        }));
        _app = builder.Build();
        _app.Run(async http =>
        {
            var caller = await authenticator.WhoAsync(http);
            await http.Response.WriteAsync(caller.Principal?.Name ?? caller.Refusal!.Name);
        });
        await _app.StartAsync();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _app.DisposeAsync();
        _sessions.Dispose();
        _ca.Dispose();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [TestCase("billing.internal", true, ExpectedResult = "billing")]
    [TestCase("BILLING.internal", true, ExpectedResult = "billing")]
    [TestCase("other.internal", true, ExpectedResult = "CERTIFICATE_UNKNOWN")]
    [TestCase("billing.internal", false, ExpectedResult = "CERTIFICATE_UNKNOWN", Description = "the common name does not count beside alternative names")]
    public async Task<string> A_client_certificate_says_who_calls(string name, bool isAlternative)
    {
        using var client = Certificate(isAlternative ? "CN=x" : $"CN={name}", isAlternative ? name : "elsewhere.internal", _ca);
        return await AskAsync(client);
    }

    [Test]
    public async Task Without_a_certificate_a_token_is_wanted() => Assert.That(await AskAsync(null), Is.EqualTo("TOKEN_MISSING"));

    [Test]
    public void A_certificate_that_nobody_here_signed_ends_the_handshake()
    {
        using var stranger = Certificate("CN=clients", null, null);
        using var client = Certificate("CN=x", "billing.internal", stranger);
        Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(client));
    }

    [Test]
    public void A_certificate_that_is_not_for_clients_ends_the_handshake()
    {
        using var server = Certificate("CN=x", "billing.internal", _ca, "1.3.6.1.5.5.7.3.1");
        Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(server));
    }

    [Test]
    public void Files_that_are_no_certificate_are_refused_in_one_line()
    {
        File.WriteAllText(Path.Combine(_folder, "rubbish.pem"), "rubbish");
        var (good, rubbish) = (Path.Combine(_folder, "server.pem"), Path.Combine(_folder, "rubbish.pem"));
        foreach (var (certificate, key, ca) in new[] { (rubbish, Path.Combine(_folder, "server.key"), (string?)null), (good, rubbish, null), (good, Path.Combine(_folder, "server.key"), rubbish) })
            Assert.That(Assert.Throws<InvalidDataException>(() => new TlsFiles(certificate, key, ca, TimeProvider.System, NullLogger.Instance))!.Message, Does.Not.Contain("\n"));
    }

    private async Task<string> AskAsync(X509Certificate2? client)
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, shown, _, _) => _server.Equals(shown),
                ClientCertificates = client is null ? null : [client],
            },
        });
        return await http.GetStringAsync(new Uri(_app.Urls.Single()));
    }

    private void Write(string name, X509Certificate2 certificate)
    {
        File.WriteAllText(Path.Combine(_folder, $"{name}.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, $"{name}.key"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A certificate signed by another, or a root of its own.</summary>
    private static X509Certificate2 Certificate(string subject, string? alternative, X509Certificate2? signer, string use = "1.3.6.1.5.5.7.3.2")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(signer is null, false, 0, true));
        if (signer is not null) request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        if (alternative is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(alternative);
            request.CertificateExtensions.Add(names.Build());
        }

        var (from, until) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var bare = signer is null ? request.CreateSelfSigned(from, until) : request.Create(signer, from, until.AddHours(-1), RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(bare.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}

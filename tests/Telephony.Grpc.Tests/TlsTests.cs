using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Echo.V1;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using GrpcTests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GrpcTests;

/// <summary>TLS: one port for HTTP/1.1 and HTTP/2, client certificates, and credentials that only TLS may carry.</summary>
[SuppressMessage("Structure", "NUnit1032", Justification = "Disposed of in OneTimeTearDown, asynchronously.")]
internal sealed class TlsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private X509Certificate2 _certificate = null!;
    private WebApplication _app = null!;
    private Uri _address = null!;

    [OneTimeSetUp]
    public async Task StartHost()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=wallboard", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        _certificate = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse("127.0.0.43"), 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(_certificate, https =>
            {
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.AllowAnyClientCertificate();
            });
        }));
        builder.Services.AddSingleton<EchoProbe>();
        builder.Services.AddGrpc(options => options.Interceptors.Add<IdentityInterceptor>());
        _app = builder.Build();
        _app.MapGrpcService<EchoServiceImpl>();
        await _app.StartAsync().WaitAsync(Patience);
        _address = new Uri(_app.Urls.Single());
    }

    [OneTimeTearDown]
    public async Task StopHost()
    {
        await _app.DisposeAsync().AsTask().WaitAsync(Patience);
        _certificate.Dispose();
    }

    [Test]
    public async Task Grpc_goes_over_tls_and_names_the_certificate_of_the_client()
    {
        using var channel = Channel(withCertificate: true);
        using var call = new EchoService.EchoServiceClient(channel).UnaryAsync(new EchoRequest { Text = "x" });
        Assert.That((await call.ResponseAsync.WaitAsync(Patience)).Text, Is.EqualTo("x"));
        Assert.That(call.GetTrailers().GetValue("x-identity"), Is.EqualTo("wallboard"));
    }

    [Test]
    public async Task Client_without_certificate_is_not_authenticated()
    {
        using var channel = Channel(withCertificate: false);
        using var call = new EchoService.EchoServiceClient(channel).UnaryAsync(new EchoRequest());
        await call.ResponseAsync.WaitAsync(Patience);
        Assert.That(call.GetTrailers().GetValue("x-identity"), Is.EqualTo("nobody"));
    }

    [Test]
    public async Task Connect_goes_over_http1_on_the_same_port()
    {
        using var http = new HttpClient(Handler(withCertificate: false));
        using var response = await http.SendAsync(RawCalls.Post(_address, "Unary", "application/json", """{"text":"x"}"""u8.ToArray())).WaitAsync(Patience);
        Assert.That((response.Version, response.StatusCode), Is.EqualTo((HttpVersion.Version11, HttpStatusCode.OK)));
    }

    [Test]
    public async Task Call_credentials_are_sent_over_tls()
    {
        var token = CallCredentials.FromInterceptor((_, metadata) =>
        {
            metadata.Add("x-echo-token", "secret");
            return Task.CompletedTask;
        });
        using var channel = Channel(withCertificate: false, ChannelCredentials.Create(ChannelCredentials.SecureSsl, token));
        using var call = new EchoService.EchoServiceClient(channel).UnaryAsync(new EchoRequest());
        Assert.That((await call.ResponseHeadersAsync.WaitAsync(Patience)).GetValue("x-echo-token"), Is.EqualTo("secret"));
        await call.ResponseAsync.WaitAsync(Patience);
    }

    [Test]
    public void Call_credentials_are_not_sent_without_tls()
    {
        var token = CallCredentials.FromInterceptor((_, _) => Task.CompletedTask);
        using var channel = GrpcChannel.ForAddress("http://127.0.0.43:1");
        var call = new EchoService.EchoServiceClient(channel).UnaryAsync(new EchoRequest(), new CallOptions(credentials: token));
        var error = Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.WaitAsync(Patience))!;
        Assert.That(error.StatusCode, Is.EqualTo(StatusCode.Unauthenticated));
    }

    private GrpcChannel Channel(bool withCertificate, ChannelCredentials? credentials = null) => GrpcChannel.ForAddress(
        _address, new GrpcChannelOptions { HttpHandler = Handler(withCertificate), DisposeHttpClient = true, Credentials = credentials });

    private SocketsHttpHandler Handler(bool withCertificate) => new()
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, remote, _, _) => remote!.GetCertHashString() == _certificate.GetCertHashString(),
            ClientCertificates = withCertificate ? [_certificate] : null,
        },
    };

    private sealed class IdentityInterceptor : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            var identity = context.AuthContext.IsPeerAuthenticated ? context.AuthContext.PeerIdentity.First().Value : "nobody";
            context.ResponseTrailers.Add("x-identity", identity);
            return continuation(request, context);
        }
    }
}

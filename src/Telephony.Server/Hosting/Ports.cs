using Microsoft.AspNetCore.Server.Kestrel.Core;
using Telephony.Server.Access;

namespace Telephony.Server.Hosting;

/// <summary>The two ports: the board's with HTTP/1.1, that of gRPC with HTTP/2; with TLS, which lets both ends choose, both speak both.</summary>
internal static class Ports
{
    /// <summary>How many connections may be open in all; one more is closed at once.</summary>
    private const int MostConnections = 4_096;

    /// <summary>A connection over which nothing is heard for so long is asked for a sign of life, and closed when none comes.</summary>
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(30);

    /// <summary>Opens the ports.</summary>
    /// <exception cref="UsageException">A file of TLS is not of the form.</exception>
    public static void Listen(IWebHostBuilder host, ServeOptions options)
    {
        if (options.TlsCert is not null) host.UseKestrelHttpsConfiguration();
        host.ConfigureKestrel(kestrel =>
        {
            var logger = kestrel.ApplicationServices.GetRequiredService<ILogger<TlsFiles>>();
            var tls = options.TlsCert is null ? null
                : AccessHosting.OrUsage(() => new TlsFiles(options.TlsCert, options.TlsKey!, options.ClientCa, TimeProvider.System, logger));
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.Http2.KeepAlivePingDelay = SignOfLife;
            kestrel.Limits.Http2.KeepAlivePingTimeout = SignOfLife;
            Open("--http", options.Http, HttpProtocols.Http1, asksClients: false);
            Open("--grpc", options.Grpc, HttpProtocols.Http2, asksClients: true);

            void Open(string option, string address, HttpProtocols plain, bool asksClients) => kestrel.Listen(ServeOptions.EndPointOf(option, address), listen =>
            {
                listen.Protocols = tls is null ? plain : HttpProtocols.Http1AndHttp2;
                if (tls is not null) listen.UseHttps(tls.Options(asksClients));
            });
        });
    }
}

using System.Net;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GrpcTests.Support;

/// <summary>A real Kestrel with the echo service: one port for HTTP/2 without TLS, one for HTTP/1.1.</summary>
internal sealed class EchoHost : IAsyncDisposable
{
    private static readonly IPAddress Loopback = IPAddress.Parse("127.0.0.40");

    private readonly WebApplication _app;

    private EchoHost(WebApplication app, ErrorLog errors)
    {
        _app = app;
        Errors = errors;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(text => new Uri(text)).ToList();
        Http2 = addresses[0];
        Http1 = addresses[1];
    }

    public Uri Http2 { get; }

    public Uri Http1 { get; }

    public ErrorLog Errors { get; }

    public EchoProbe Probe => _app.Services.GetRequiredService<EchoProbe>();

    public IServiceProvider Services => _app.Services;

    public static async Task<EchoHost> StartAsync(
        Action<GrpcServiceOptions>? options = null, Action<IServiceCollection>? services = null, Action<WebApplication>? map = null)
    {
        var errors = new ErrorLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(errors);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Limits.Http2.MaxStreamsPerConnection = 2000;
        });
        builder.Services.AddSingleton<EchoProbe>();
        builder.Services.AddGrpc(options ?? (_ => { }));
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapGrpcService<EchoServiceImpl>();
        map?.Invoke(app);
        await app.StartAsync();
        return new EchoHost(app, errors);
    }

    public async ValueTask DisposeAsync()
    {
        Probe.Reset();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }
}

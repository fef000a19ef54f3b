using Grpc.HealthCheck;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Telephony.Core;
using Telephony.Server.Access;
using Telephony.Server.Board;
using Telephony.Server.Statistics;

namespace Telephony.Server.Rpc;

/// <summary>Puts the public API into the service: gRPC on the HTTP/2 port, gRPC-Web and Connect on the HTTP/1.1 port.</summary>
internal static class ApiHosting
{
    /// <summary>Largest request. Ours are small; what is larger is a mistake or an attack.</summary>
    private const int MaxRequestBytes = 256 << 10;

    /// <summary>Adds the API.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="site">The configuration at the start.</param>
    /// <param name="facts">The folder of the fact log.</param>
    public static void AddApi(this IServiceCollection services, SiteConfiguration site, string facts)
    {
        services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = MaxRequestBytes;
            options.Interceptors.Add<AccessInterceptor>();
            options.IgnoreUnknownServices = true; // two-part paths also belong to the page's files; gRPC clients read 404 as UNIMPLEMENTED
        });
        services.AddGrpcReflection();
        services.AddSingleton(new SiteInForce(site));
        services.AddSingleton(new FactFolder(facts));
        services.AddSingleton<ICoreAccess, LoopAccess>();
        services.AddSingleton<FiguresOfToday>(s => () => s.GetRequiredService<LiveStatistics>().Today);
        services.AddSingleton<FlowCounts>(s => () => s.GetRequiredService<LiveStatistics>().Flows);
        services.AddPictures();
        services.AddSingleton<EventLog>();
        services.AddSingleton<AuditServiceImpl>();
        services.AddSingleton<EventServiceImpl>();
        services.AddSingleton<RecordingServiceImpl>();
        services.AddSingleton<ReportServiceImpl>();
        services.AddSingleton<ConfigServiceImpl>();
        services.AddSingleton<RouterServiceImpl>();
        services.AddSingleton<HealthServiceImpl>();
        services.AddHostedService<HealthFollower>();
    }

    /// <summary>Adds what lives on the board's pictures. Wants a <see cref="LiveBoard"/>, an <see cref="ICoreAccess"/>, <see cref="FiguresOfToday"/>,
    /// <see cref="FlowCounts"/> and a <see cref="SiteInForce"/>.</summary>
    public static void AddPictures(this IServiceCollection services)
    {
        services.AddSingleton(new WatchOptions());
        services.AddSingleton<WatchStreams>();
        services.AddSingleton<RequestLedger>();
        services.AddSingleton<Orders>();
        services.AddSingleton(s => new Deciders(() => s.GetRequiredService<ICoreAccess>()));
        services.AddSingleton<AgentOrders>();
        services.AddSingleton(s =>
        {
            var today = s.GetRequiredService<FiguresOfToday>();
            return new PictureFeed<V1.Queue>(
                s.GetRequiredService<LiveBoard>(), p => p.Queues.Select(q => Views.Of(q with { Today = today().GetValueOrDefault(q.Name) })), q => q.Name);
        });
        services.AddSingleton(s =>
        {
            var board = s.GetRequiredService<LiveBoard>();
            var site = new SitePictures(board, s.GetRequiredService<SiteInForce>());
            return new PictureFeed<V1.Site>(board, p => [site.Of(p)], _ => SitePictures.Name);
        });
        services.AddSingleton(s => new PictureFeed<V1.Agent>(s.GetRequiredService<LiveBoard>(), p => p.Agents.Select(Views.Of), a => a.Name));
        services.AddSingleton(s => new PictureFeed<V1.Call>(s.GetRequiredService<LiveBoard>(), p => p.Calls.Select(Views.Of), c => c.Name));
        services.AddSingleton<FlowPictures>();
        services.AddSingleton(s =>
        {
            var flows = s.GetRequiredService<FlowPictures>();
            return new PictureFeed<V1.Flow>(s.GetRequiredService<LiveBoard>(), _ => flows.Read(), f => f.Name);
        });
        services.AddSingleton<FlowServiceImpl>();
        services.AddSingleton<QueueServiceImpl>();
        services.AddSingleton<AgentServiceImpl>();
        services.AddSingleton<CallServiceImpl>();
        services.AddSingleton<RoutingServiceImpl>();
        services.AddSingleton<QueueTrends>();
        services.AddHostedService(s => s.GetRequiredService<QueueTrends>());
        services.TryAddSingleton<LatestAlerts>(static () => []);
        services.AddSingleton<BoardServiceImpl>();
    }

    /// <summary>Serves the API.</summary>
    /// <param name="app">Where.</param>
    /// <param name="reflection">Whether tools may ask for the services' definitions.</param>
    public static void MapApi(this WebApplication app, bool reflection)
    {
        app.MapGrpcService<QueueServiceImpl>();
        app.MapGrpcService<AgentServiceImpl>();
        app.MapGrpcService<CallServiceImpl>();
        app.MapGrpcService<FlowServiceImpl>();
        app.MapGrpcService<RoutingServiceImpl>();
        app.MapGrpcService<BoardServiceImpl>();
        app.MapGrpcService<AlertServiceImpl>();
        app.MapGrpcService<RecordingServiceImpl>();
        app.MapGrpcService<AuditServiceImpl>();
        app.MapGrpcService<EventServiceImpl>();
        app.MapEvents();
        app.MapGrpcService<ReportServiceImpl>();
        app.MapGrpcService<ConfigServiceImpl>();
        app.MapGrpcService<RouterServiceImpl>();
        app.MapGrpcService<HealthServiceImpl>();
        if (reflection) app.MapGrpcReflectionService();
    }
}

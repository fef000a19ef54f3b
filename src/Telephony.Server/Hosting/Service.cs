using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Json;
using Telephony.Core;
using Telephony.Server.Access;
using Telephony.Server.Alerts;
using Telephony.Server.Asterisk;
using Telephony.Server.Board;
using Telephony.Server.Cluster;
using Telephony.Server.Configuration;
using Telephony.Server.History;
using Telephony.Server.Http;
using Telephony.Server.Journal;
using Telephony.Server.QueueLogs;
using Telephony.Server.Recordings;
using Telephony.Server.Rpc;
using Telephony.Server.Statistics;

namespace Telephony.Server.Hosting;

/// <summary>The running router: puts the parts together, brings the core to where the journal ended, and runs until told to stop.</summary>
public sealed class Service : IAsyncDisposable
{
    /// <summary>How long the board and the API wait for Asterisk, which may not be there.</summary>
    private static readonly TimeSpan CallersFirst = TimeSpan.FromSeconds(1);

    private readonly WebApplication _app;
    private readonly SiteConfiguration _site;
    private readonly ServeOptions _options;

    private Service(WebApplication app, SiteConfiguration site, ServeOptions options) => (_app, _site, _options) = (app, site, options);

    /// <summary>Puts the parts together. Nothing runs yet, but the journal has been replayed.</summary>
    public static Service Build(ServeOptions options, SiteConfiguration site)
    {
        ArgumentNullException.ThrowIfNull(options);
        var warmUp = WarmUp.Begin(site);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        AddLogging(builder, options);
        Ports.Listen(builder.WebHost, options);
        builder.Services.AddSingleton(warmUp);
        AddRouter(builder.Services, options);
        WebApplication? app = null;
        builder.Services.AddHostedService(s => new LaterStart(() => CallersAreServed(s, options), CallersFirst, () => Serve(app!, options)));
        builder.Services.AddCluster(options.ClusterOptions(VersionOf()));
        AddStatistics(builder.Services, options, site);
        builder.Services.AddApi(site, DataFolders.Facts(options.Data));
        builder.Services.AddAlerts(options);
        builder.Services.AddAccess(options);
        builder.Services.AddHostFiltering(filter => filter.AllowedHosts = [.. options.HostsServed()]);
        app = builder.Build();
        AccessHosting.ReadFiles(app.Services);
        return new Service(app, site, options);
    }

    /// <summary>A router that stands by serves none.</summary>
    private static Task CallersAreServed(IServiceProvider services, ServeOptions options) =>
        options.Redis is null ? services.GetRequiredService<AsteriskLinks>().TakenOver : Task.CompletedTask;

    /// <summary>What browsers and other systems see. This takes as long as all the rest of a start: callers who waited for it would hear of no agent meanwhile.</summary>
    private static void Serve(WebApplication app, ServeOptions options)
    {
        app.UseMiddleware<BrowserHeaders>();
        app.UseHostFiltering();
        app.UseAccess(options);
        app.MapSessions();
        app.MapBoard();
        app.MapHistory(app.Services.GetRequiredService<HistoryStore>(), app.Services.GetRequiredService<RecordingStore>());
        app.MapApi(options.GrpcReflection);
    }

    /// <summary>Runs until told to stop; the exit code.</summary>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var loop = _app.Services.GetRequiredService<AcdLoop>();
        foreach (var server in _app.Services.GetRequiredService<AsteriskServers>().All) server.PostTo(loop);
        if (Cluster is { } cluster) cluster.OnLeading = leading => BeginAsync(loop, leading);
        else await BeginAsync(loop, cancel);
        var follower = _app.Services.GetRequiredService<SiteFollower>();
        follower.Keep(_site);
        await StartAsync(cancel);
        await using (follower.Start(_site))
        {
            await _app.WaitForShutdownAsync(cancel);
        }

        return Fatal is null && !HasBrokenDown ? 0 : 1;
    }

    /// <summary>Whether a part ended by a fault and took the others with it: whoever started this process must see that, and start it again.</summary>
    private bool HasBrokenDown => _app.Services.GetServices<IHostedService>().OfType<BackgroundService>().Any(part => part.ExecuteTask is { IsFaulted: true })
        || _app.Services.GetRequiredService<AsteriskLinks>().HasBrokenDown;

    private async Task BeginAsync(AcdLoop loop, CancellationToken cancel)
    {
        await loop.PostAsync(new AcdInput.RouterStarted(VersionOf()), cancel);
        foreach (var server in _app.Services.GetRequiredService<AsteriskServers>().All.Where(s => s.Name is not null))
            await loop.PostAsync(new AcdInput.AsteriskLost { Server = server.Name }, cancel); // there is such a server; it has not been heard yet
        await loop.PostAsync(new AcdInput.ConfigurationLoaded(_app.Services.GetRequiredService<SiteInForce>().Latest), cancel);
    }

    private async Task StartAsync(CancellationToken cancel)
    {
        try
        {
            await _app.StartAsync(cancel);
        }
        catch (OperationCanceledException) when (_app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            await _app.StopAsync(CancellationToken.None); // told to end, or by a part that cannot go on, before all had begun
        }
        catch
        {
            // Parts that run already are stopped in order: left to be disposed of, the host would report each as failed.
            await _app.StopAsync(CancellationToken.None);
            throw;
        }
    }

    /// <summary>Its parts, for who measures them.</summary>
    internal IServiceProvider Services => _app.Services;

    /// <summary>Why the service had to end, in one line; null when it was asked to.</summary>
    public string? Fatal => _app.Services.GetRequiredService<AsteriskLinks>().Fatal;

    /// <summary>Whether it led a cluster and does no more: it is to be built anew.</summary>
    public bool HasSteppedDown => Cluster is { HasSteppedDown: true };

    private ClusterNode? Cluster => _app.Services.GetService<ClusterNode>();

    /// <summary>What is served, as routed.</summary>
    internal IEnumerable<RouteEndpoint> Endpoints => _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Log.CloseAndFlushAsync();
    }

    private static void AddRouter(IServiceCollection services, ServeOptions options)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(new ConfigVersions(DataFolders.ConfigVersions(options.Data)));
        services.AddSingleton<SiteFollower>();
        services.AddSingleton<ISiteTakeOver>(s => s.GetRequiredService<SiteFollower>());
        services.AddSingleton(new RecorderFolders(DataFolders.Recordings(options.Data), DataFolders.Incoming(options.Data)));
        services.AddSingleton(new PromptLengths(options.Sounds));
        services.AddSingleton(s => new AsteriskServers(s, options));
        services.AddSingleton<Acd>(_ => new Acd());
        services.AddSingleton(s => new FactLog(DataFolders.Facts(options.Data), s.GetRequiredService<ILogger<FactLog>>()));
        services.AddSingleton(s => new QueueLogFile(DataFolders.QueueLog(options.Data), DataFolders.JournalName(options.Data), s.GetRequiredService<ILogger<QueueLogFile>>()));
        services.AddSingleton(s => new HistoryStore(DataFolders.History(options.Data), s.GetRequiredService<ILogger<HistoryStore>>(), DataFolders.JournalName(options.Data)));
        services.AddSingleton(s => OpenJournal(s, options));
        services.AddSingleton(s =>
        {
            s.GetRequiredService<FileJournal>(); // replays into the core, which then knows its last moment
            return new CoreClock(s.GetRequiredService<TimeProvider>(), s.GetRequiredService<Acd>().Now);
        });
        services.AddSingleton<LiveBoard>();
        services.AddSingleton(s => new RecordingSpace(DataFolders.Recordings(options.Data), options.RecordingSpace, s.GetRequiredService<ILogger<RecordingSpace>>()));
        services.AddSingleton(options.ReadRecordingKeys());
        services.AddSingleton<RecordingStore>();
        services.AddHostedService<RecordingRetention>();
        services.AddSingleton<DigitVault>();
        services.AddSingleton(s => new ServerDips(
            () => s.GetRequiredService<SiteInForce>().Latest.Servers, DataFolders.ServerSecrets(options.Data), s.GetRequiredService<DigitVault>(), s.GetRequiredService<ILogger<ServerDips>>()));
        services.AddSingleton<IEffectRunner, EffectRoutes>();
        services.AddSingleton<AcdLoop>();
        services.AddSingleton<Drain>();
        services.AddSingleton<AsteriskLinks>();
        services.AddHostedService(s => s.GetRequiredService<AcdLoop>());
        services.AddHostedService<JournalFlusher>();
        // Stopping: first the link (no new calls, no events), then the loop; talks and waiting callers stay in Asterisk. A router of a cluster connects when it leads.
        if (options.Redis is null) services.AddHostedService(s => s.GetRequiredService<AsteriskLinks>());
        services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(10));
    }

    private static void AddStatistics(IServiceCollection services, ServeOptions options, SiteConfiguration site)
    {
        services.AddSingleton(s => new LiveStatistics(
            DataFolders.Facts(options.Data), site, s.GetRequiredService<CoreClock>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<LiveStatistics>>()));
        services.AddHostedService(s => s.GetRequiredService<LiveStatistics>());
        services.AddSingleton<IPastFigures, PastFigures>();
    }

    private static FileJournal OpenJournal(IServiceProvider services, ServeOptions options)
    {
        var watch = Stopwatch.StartNew();
        var (facts, queueLog, history) = (services.GetRequiredService<FactLog>(), services.GetRequiredService<QueueLogFile>(), services.GetRequiredService<HistoryStore>());
        var count = 0L;
        var logger = services.GetRequiredService<ILogger<FileJournal>>();
        var journal = FileJournal.Open(DataFolders.Journal(options.Data), services.GetRequiredService<Acd>(), logger, batch =>
        {
            // Those that a crash kept from being written; the others are known already.
            facts.Append(batch);
            queueLog.Append(batch);
            history.Apply(batch);
            count += batch.Count;
        });
        facts.Flush();
        queueLog.Flush();
        logger.Replayed(journal.Count, count, watch.Elapsed.TotalMilliseconds);
        return journal;
    }

    private static void AddLogging(WebApplicationBuilder builder, ServeOptions options)
    {
        Log.Logger = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal) // the command line tells why it ends, in one line
            .WriteTo.Console(
                formatProvider: CultureInfo.InvariantCulture,
                outputTemplate: "{Timestamp:HH:mm:ss.fff} {Level:u3} {SourceContext}: {Message:lj}{NewLine}{Exception}")
            .WriteTo.File(
                new JsonFormatter(renderMessage: true), Path.Combine(DataFolders.Log(options.Data), "service-.json"),
                rollingInterval: RollingInterval.Day, retainedFileCountLimit: 14, fileSizeLimitBytes: 100 << 20, rollOnFileSizeLimit: true)
            .CreateLogger();
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(Log.Logger, dispose: false);
    }

    private static string VersionOf() => Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
}

using System.Collections.Immutable;
using System.Net;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Telephony.Core;
using Telephony.Server.Access;
using Telephony.Server.Board;
using Telephony.Server.Rpc;
using Telephony.Server.Tests.Configuration;

namespace Telephony.Server.Tests.Rpc;

/// <summary>The services that live on pictures, over a real core that the test drives by hand, on a real Kestrel.</summary>
internal sealed class BoardHost : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly WebApplication _app;
    private readonly LiveBoard _board = new();
    private readonly Acd _acd = new();
    private TimeSpan _elapsed;

    private BoardHost(SiteConfiguration site, WatchOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse("127.0.0.71"), 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(_board);
        builder.Services.AddSingleton(new SiteInForce(site));
        builder.Services.AddSingleton<ICoreAccess>(new Access(this));
        builder.Services.AddSingleton<FiguresOfToday>(() => new Dictionary<string, QueueToday>());
        builder.Services.AddSingleton<FlowCounts>(() => ImmutableDictionary<(string Flow, string Node), NodeToday>.Empty);
        builder.Services.AddPictures();
        builder.Services.AddSingleton(options);
        _app = builder.Build();
        _app.Use((http, next) =>
        {
            Sight.Everything.KeepIn(http);
            return next(http);
        });
        _app.MapGrpcService<QueueServiceImpl>();
        _app.MapGrpcService<AgentServiceImpl>();
        _app.MapGrpcService<CallServiceImpl>();
        _app.MapGrpcService<BoardServiceImpl>();
    }

    public WatchStreams Streams => _app.Services.GetRequiredService<WatchStreams>();

    public PictureFeed<V1.Agent> Agents => _app.Services.GetRequiredService<PictureFeed<V1.Agent>>();

    public static async Task<BoardHost> StartAsync(SiteConfiguration site, WatchOptions? options = null)
    {
        var host = new BoardHost(site, options ?? new WatchOptions { FrameInterval = TimeSpan.FromMilliseconds(2) });
        host.Do(new AcdInput.ConfigurationLoaded(site));
        host.Do(new AcdInput.AsteriskSynced("one", []));
        await host._app.StartAsync();
        return host;
    }

    /// <summary>A site with one queue, sales, and agents 1001, 1002, … in it.</summary>
    public static SiteConfiguration Site(int agents, string queue = "sales")
    {
        using var files = new SiteFixture(new Dictionary<string, string>
        {
            ["skills.yaml"] = "skills:\n  english: {}\n",
            ["site.yaml"] = $"numbers:\n  \"*\": {{greeting: [], language: en, target: {{queue: {queue}}}}}\n",
            [$"queues/{queue}.yaml"] = "ring_timeout: 5s\n",
            ["agents.yaml"] = "agents:\n" + string.Concat(Enumerable.Range(1001, agents).Select(a => $"  \"{a}\": {{name: Agent {a}, queues: [{queue}]}}\n")),
        });
        var loaded = files.Load();
        Assert.That(loaded.Site, Is.Not.Null, string.Join('\n', loaded.Problems));
        return loaded.Site!;
    }

    public GrpcChannel Connect() =>
        GrpcChannel.ForAddress(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Something happens; the board shows it at once.</summary>
    public void Do(params AcdInput[] inputs)
    {
        lock (_lock)
        {
            foreach (var input in inputs) Handle(input);
            _board.Offer(_acd, _elapsed + TimeSpan.FromSeconds(1)); // as if a second had passed: a new picture in any case
        }
    }

    public void Command(string agent, AgentCommand command, string? reason = null) =>
        Do(new AcdInput.AgentCommanded(null, new AgentId(agent), command, reason));

    public void Stop() => _app.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private AcdOutput Handle(AcdInput input)
    {
        _elapsed += TimeSpan.FromMilliseconds(1);
        return _acd.Handle(input with { At = new Moment(_elapsed, DateTimeOffset.UnixEpoch + _elapsed) });
    }

    private sealed class Access(BoardHost host) : ICoreAccess
    {
        public Task<string?> CommandAsync(Func<RequestId, AcdInput> input, Func<Acd, string?>? unless = null)
        {
            lock (host._lock)
            {
                if (unless?.Invoke(host._acd) is { } standsAgainst) return Task.FromResult<string?>(standsAgainst);
                var refusal = host.Handle(input(new RequestId("r"))).Effects.OfType<AcdEffect.Reply>().Single().Refusal;
                host._board.Offer(host._acd, host._elapsed + TimeSpan.FromSeconds(1));
                return Task.FromResult(refusal);
            }
        }

        public Task<T> QuestionAsync<T>(Func<Acd, T> question)
        {
            lock (host._lock) return Task.FromResult(question(host._acd));
        }
    }
}

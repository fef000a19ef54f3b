namespace Telephony.Server.Asterisk;

/// <summary>The links to all Asterisk servers, which are begun and ended together. One that is not there keeps nobody on the others waiting.</summary>
public sealed class AsteriskLinks : IHostedService, IDisposable
{
    private readonly AriLink[] _links;
    private readonly Watchdog[] _watchdogs;
    private readonly IHostApplicationLifetime _lifetime;

    /// <summary>Links that are not begun yet.</summary>
    public AsteriskLinks(AsteriskServers servers, IHostApplicationLifetime lifetime, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(servers);
        (Servers, _lifetime) = (servers, lifetime);
        _links = [.. servers.All.Select(server => server.MakeLink(services))];
        _watchdogs = [.. servers.All.Zip(_links, (server, link) => ActivatorUtilities.CreateInstance<Watchdog>(services, server.Connection, link, server.Notes, server.Names))];
    }

    /// <summary>The servers.</summary>
    public AsteriskServers Servers { get; }

    /// <summary>Whether calls can be taken: from one of them at least.</summary>
    public bool IsReady => _links.Any(link => link.IsReady);

    /// <summary>Ends when the state of each has been taken over for the first time.</summary>
    public Task TakenOver => Task.WhenAll(_links.Select(link => link.TakenOver));

    /// <summary>Those of several that are not connected now.</summary>
    public IEnumerable<string> Missing => Servers.All.Zip(_links).Where(s => s.First.Name is not null && !s.Second.IsReady).Select(s => s.First.Name!);

    /// <summary>Why a link has given up for good; null while none has.</summary>
    public string? Fatal => _links.Select(link => link.Fatal).FirstOrDefault(fatal => fatal is not null);

    /// <summary>Whether one of them ended by a fault that it did not expect.</summary>
    public bool HasBrokenDown => Parts.Any(part => part.ExecuteTask is { IsFaulted: true });

    private IEnumerable<BackgroundService> Parts => [.. _links, .. _watchdogs];

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var part in Parts)
        {
            await part.StartAsync(cancellationToken);
            // As the host does with its own: a service that does less than it should is started again.
            _ = part.ExecuteTask?.ContinueWith(_ => _lifetime.StopApplication(), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_watchdogs.Select(watchdog => watchdog.StopAsync(cancellationToken)));
        await Task.WhenAll(_links.Select(link => link.StopAsync(cancellationToken)));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var watchdog in _watchdogs) watchdog.Dispose();
        foreach (var link in _links) link.Dispose();
    }
}

using System.Net;
using System.Text.Json;
using Telephony.Server.Asterisk;

namespace Telephony.Server.Cluster;

/// <summary>One router of a cluster, from its start to its end: it follows until the lease is free, then leads until the lease is lost. Whoever has led is not
/// turned back into a follower: the whole router is made anew, with nothing left of what it believed.</summary>
internal sealed class ClusterNode : BackgroundService
{
    private static readonly TimeSpan HandOverPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FaultPause = TimeSpan.FromSeconds(1);

    private readonly ClusterStore _store;
    private readonly ClusterSeat _seat;
    private readonly ClusterOptions _options;
    private readonly ClusterFigures _figures;
    private readonly AcdLoop _loop;
    private readonly AriLink _link;
    private readonly AsteriskProof _proof;
    private readonly AsteriskReach _reach;
    private readonly Follower _follower;
    private readonly EpochFile _epochs;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _who;
    private CancellationTokenSource? _watching;
    private string _lease = "";
    private long _backSince;
    private volatile string _dead = "";
    private volatile bool _isAway;
    private volatile bool _isStopping;

    /// <summary>A node that follows as soon as it is started.</summary>
    public ClusterNode(
        ClusterStore store, ClusterSeat seat, ClusterOptions options, ClusterFigures figures, AcdLoop loop, AriLink link, AsteriskProof proof, AsteriskReach reach, Follower follower,
        EpochFile epochs, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ClusterNode> logger)
    {
        (_store, _seat, _options, _figures, _loop, _link, _proof, _follower) = (store, seat, options, figures, loop, link, proof, follower);
        (_epochs, _lifetime, _time, _logger, _reach) = (epochs, lifetime, time, logger, reach);
        _who = LeaseText.Of(options);
        (proof.IsRedisAway, proof.Epoch) = (() => _isAway, () => seat.Lease.Epoch);
        figures.Observe(seat);
    }

    /// <summary>Told when this router begins to lead, before Asterisk is connected. Set once, before the start.</summary>
    public Func<CancellationToken, Task> OnLeading { get; set; } = _ => Task.CompletedTask;

    /// <summary>Whether it has led and must be made anew.</summary>
    public bool HasSteppedDown { get; private set; }

    /// <summary>What it is, in lines of <c>name: value</c>.</summary>
    public string Describe() => string.Join('\n',
        $"role: {_seat.Leadership.Role.ToString().ToLowerInvariant()}",
        $"node: {_options.Node}",
        $"leader: {(_seat.Leadership.Role == ClusterRole.Leader ? _options.Node : LeaseText.Parse(_lease).Node)}",
        $"epoch: {_epochs.Highest}",
        $"input: {_seat.Number}",
        $"in step: {(_seat.Leadership.Role == ClusterRole.Leader ? !_seat.IsBroken : _follower.IsInStep).ToString().ToLowerInvariant()}",
        $"redis: {(_isAway ? "away" : "answers")}",
        "");

    /// <summary>Why this router takes no calls, although nothing is wrong: another leads. Null when it leads.</summary>
    public string? WhyStandby() => _seat.Leadership.Role switch
    {
        ClusterRole.Leader => null,
        ClusterRole.SteppedDown => "leads no more, and is made anew",
        _ => $"standby of {LeaseText.Parse(_lease).Node}, {(_isAway ? "Redis is away" : _follower.IsInStep ? "in step" : "not in step yet")}",
    };

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Before our port closes, which would be taken for our death.
        await using var stopping = _lifetime.ApplicationStopping.Register(() =>
        {
            _isStopping = _seat.Leadership.Role == ClusterRole.Leader;
            HandOverAsync("it was told to stop").GetAwaiter().GetResult();
        });
        try
        {
            var (since, lease) = await FollowAsync(stoppingToken);
            await LeadAsync(since, lease, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: what there was to hand over has been.
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            _logger.ClusterFault(fault.ToString());
            await Task.Delay(FaultPause, _time, CancellationToken.None);
            HasSteppedDown = true;
            _seat.Leadership.StepDown(fault.Message);
            _lifetime.StopApplication();
        }
        finally
        {
            await _link.StopAsync(CancellationToken.None);
        }
    }

    private async Task<(long Since, LeaseAnswer Lease)> FollowAsync(CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                var forgot = _follower.HasForgotten;
                var news = await _follower.PollAsync(cancel);
                if (_isAway || (_follower.HasForgotten && !forgot)) LetTheLeaderBeFirst();
                Answers();
                Watch(news.Lease, cancel);
                if (_follower.IsInStep) _reach.Say(cancel);
                if (MayAsk(news) && await AskAsync(cancel) is { } lease) return lease;
            }
            catch (RedisAwayException fault)
            {
                Away(fault.Message);
            }
            catch (JsonException fault)
            {
                _logger.ClusterFault($"what the leader wrote cannot be read: {fault.Message}"); // of a newer version: it may lead, we may not
                await Task.Delay(FaultPause, _time, cancel);
            }

            await Task.Delay(_options.FollowEvery, _time, cancel);
        }
    }

    private bool MayAsk(StreamNews news) =>
        _follower.IsInStep && (news.Lease.Length == 0 || news.Lease == _dead) && _time.GetElapsedTime(_backSince) >= _options.Lease;

    private async Task<(long Since, LeaseAnswer Lease)?> AskAsync(CancellationToken cancel)
    {
        var since = _time.GetTimestamp();
        var answer = await _store.AcquireAsync(_who, _options.Lease, _epochs.Highest, _dead);
        if (answer.Epoch == 0) return null;
        _epochs.Saw(answer.Epoch);
        await CatchUpAsync(cancel);
        return (since, answer);
    }

    /// <summary>A leader that went on without Redis knows more than we do: it has the time of a lease to come back.</summary>
    private void LetTheLeaderBeFirst() => _backSince = _time.GetTimestamp();

    /// <summary>What the last leader still wrote. From now on it is refused.</summary>
    private async Task CatchUpAsync(CancellationToken cancel)
    {
        do await _follower.PollAsync(cancel);
        while (!_follower.IsInStep);
    }

    private async Task LeadAsync(long since, LeaseAnswer lease, CancellationToken cancel)
    {
        _watching?.Cancel();
        _seat.Lease = lease;
        await _loop.LeadAsync(_follower.Position, () => _seat.Leadership.Prove(since, _options.Lease - _options.Margin), cancel);
        _figures.TookOver();
        await OnLeading(cancel);
        await _link.StartAsync(cancel);
        _logger.Leads(lease.Epoch, _time.GetElapsedTime(since).TotalMilliseconds);
        while (_seat.Leadership.Role == ClusterRole.Leader)
        {
            await Task.WhenAny(Task.Delay(_options.RenewEvery, _time, cancel), _seat.Leadership.Over);
            cancel.ThrowIfCancellationRequested();
            await RenewAsync(cancel);
            if (!_isAway && await BetterLeaderAsync(cancel) is { } other) await HandOverAsync($"it does not reach Asterisk, and {other} does");
        }

        if (_isStopping) return;
        HasSteppedDown = true;
        _figures.SteppedDown();
        _logger.SteppedDown(_seat.Leadership.Reason ?? "");
        _lifetime.StopApplication();
    }

    private async Task<string?> BetterLeaderAsync(CancellationToken cancel)
    {
        try
        {
            return await _reach.BetterLeaderAsync(cancel);
        }
        catch (RedisAwayException fault)
        {
            Away(fault.Message);
            return null;
        }
    }

    private async Task RenewAsync(CancellationToken cancel)
    {
        if (_seat.Leadership.Role != ClusterRole.Leader) return;
        var since = _time.GetTimestamp();
        try
        {
            var answer = await _store.RenewAsync(_seat.Lease, _options.Lease, _who);
            Answers();
            if (answer.Epoch == 0)
            {
                _seat.Leadership.StepDown($"{LeaseText.Parse(answer.Lease).Node} leads");
                return;
            }

            _epochs.Saw(answer.Epoch);
            _seat.Lease = answer;
            _seat.Leadership.Prove(since, _options.Lease - _options.Margin);
            var acknowledged = _seat.Acknowledged;
            _seat.Compare((await _store.ReadAsync(acknowledged, 1)).Last, acknowledged);
        }
        catch (RedisAwayException fault)
        {
            Away(fault.Message);
            // Whoever took our place in Asterisk is told to us there, and whoever did not hears nothing of what happens: no calls are in two hands.
            if (!await _proof.IsObeyedAsync(cancel)) return;
            _seat.Leadership.Prove(since, _options.Lease - _options.Margin);
        }
    }

    /// <summary>In order: nothing is done any more, Redis has everything, then the next one may begin.</summary>
    private async Task HandOverAsync(string why)
    {
        if (_seat.Leadership.Role != ClusterRole.Leader) return;
        _seat.Leadership.StepDown(why);
        try
        {
            await _loop.Ended.WaitAsync(HandOverPatience);
            await _seat.FlushAsync(HandOverPatience);
            await _store.ReleaseAsync(_seat.Lease.Lease);
        }
        catch (Exception fault) when (fault is RedisAwayException or TimeoutException)
        {
            Away(fault.Message);
        }
    }

    private void Watch(string lease, CancellationToken cancel)
    {
        if (lease == _lease) return;
        _lease = lease;
        _watching?.Cancel();
        if (LeaseText.Parse(lease) is not { Address: { } address, Node: var node }) return;
        _watching = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _ = WatchAsync(lease, node, address, _watching.Token);
    }

    private async Task WatchAsync(string lease, string node, IPEndPoint address, CancellationToken cancel)
    {
        try
        {
            await LeaderWatch.DeathOfAsync(address, cancel);
            _logger.LeaderDied(node);
            _dead = lease;
        }
        catch (OperationCanceledException)
        {
            // Another leads, or we do.
        }
    }

    private void Away(string reason)
    {
        if (!_isAway) _logger.RedisAway(_options.Redis, reason);
        if (!_isAway && _seat.Leadership.Role == ClusterRole.Leader) _logger.LeadsByAsterisk();
        _isAway = true;
    }

    private void Answers()
    {
        if (_isAway) _logger.RedisBack(_options.Redis);
        _isAway = false;
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _watching?.Dispose();
        base.Dispose();
    }
}

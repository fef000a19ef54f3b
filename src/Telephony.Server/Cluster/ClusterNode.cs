using System.Net;
using System.Text.Json;
using Telephony.Server.Asterisk;
using Telephony.Server.Hosting;

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
    private readonly AsteriskLinks _link;
    private readonly AsteriskProof _proof;
    private readonly AsteriskReach _reach;
    private readonly Follower _follower;
    private readonly EpochFile _epochs;
    private readonly Drain _drain;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _who;
    private CancellationTokenSource? _watching;
    private volatile string _lease = "";
    private long _backSince;
    private volatile string _dead = "";
    private volatile bool _isAway;
    private volatile bool _isStopping;
    private TaskCompletionSource<bool>? _asked; // to give way; answered by the loop that renews the lease, which nothing else then does
    private volatile TaskCompletionSource _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A node that follows as soon as it is started.</summary>
    public ClusterNode(
        ClusterStore store, ClusterSeat seat, ClusterOptions options, ClusterFigures figures, AcdLoop loop, AsteriskLinks link, AsteriskProof proof, AsteriskReach reach, Follower follower,
        EpochFile epochs, Drain drain, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ClusterNode> logger)
    {
        (_store, _seat, _options, _figures, _loop, _link, _proof, _follower) = (store, seat, options, figures, loop, link, proof, follower);
        (_epochs, _drain, _lifetime, _time, _logger, _reach) = (epochs, drain, lifetime, time, logger, reach);
        _who = LeaseText.Of(options);
        (proof.IsRedisAway, proof.Epoch) = (() => _isAway, () => seat.Lease.Epoch);
        figures.Observe(seat);
    }

    /// <summary>Told when this router begins to lead, before Asterisk is connected. Set once, before the start.</summary>
    public Func<CancellationToken, Task> OnLeading { get; set; } = _ => Task.CompletedTask;

    /// <summary>Whether it has led and must be made anew.</summary>
    public bool HasSteppedDown { get; private set; }

    /// <summary>What this router is.</summary>
    public ClusterRole Role => _seat.Leadership.Role;

    /// <summary>Who leads, as far as is known; null when that is not known.</summary>
    public string? Leader => Role == ClusterRole.Leader ? _options.Node : LeaseText.Parse(_lease) is { IsHeld: true, Node: var node } ? node : null;

    /// <summary>Whether this router knows all the leader knows; of the leader, whether Redis has what standbys need.</summary>
    public bool IsInStep => Role switch { ClusterRole.Leader => !_seat.IsBroken, ClusterRole.Standby => _follower.IsInStep, _ => false };

    /// <summary>What it is, in lines of <c>name: value</c>.</summary>
    public string Describe() => string.Join('\n',
        $"role: {Role.ToString().ToLowerInvariant()}",
        $"node: {_options.Node}",
        $"leader: {Leader ?? LeaseText.Nobody}",
        $"epoch: {_epochs.Highest}",
        $"input: {_seat.Number}",
        $"in step: {IsInStep.ToString().ToLowerInvariant()}",
        $"redis: {(_isAway ? "away" : "answers")}",
        "");

    /// <summary>Who could lead at once in this router's place; null when nobody could, or Redis does not say.</summary>
    public async Task<string?> ReadyStandbyAsync()
    {
        try
        {
            return await _reach.StandbyAsync();
        }
        catch (RedisAwayException)
        {
            return null;
        }
    }

    /// <summary>Gives way to a standby that could lead at once. True when another leads then; false when there is none, and all is as before.</summary>
    public async Task<bool> GiveWayAsync()
    {
        var asked = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _asked, asked, null) is { } earlier) return await earlier.Task;
        if (Role != ClusterRole.Leader) return true; // nobody looks at the question any more
        _wake.TrySetResult();
        return await asked.Task;
    }

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
            Interlocked.Exchange(ref _asked, null)?.TrySetResult(Role != ClusterRole.Leader);
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
            await Task.WhenAny(Task.Delay(_options.RenewEvery, _time, cancel), _seat.Leadership.Over, _wake.Task);
            cancel.ThrowIfCancellationRequested();
            if (_wake.Task.IsCompleted) _wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await RenewAsync(cancel);
            await GiveWayWhereWantedAsync(cancel);
        }

        if (_isStopping) return;
        HasSteppedDown = true;
        _figures.SteppedDown();
        _logger.SteppedDown(_seat.Leadership.Reason ?? "");
        _lifetime.StopApplication();
    }

    private async Task GiveWayWhereWantedAsync(CancellationToken cancel)
    {
        var asked = Interlocked.Exchange(ref _asked, null);
        try
        {
            if (await WhyGiveWayAsync(asked is not null || _drain.IsOn, cancel) is not { } why) return;
            await HandOverAsync(why);
            if (asked is not null) asked.TrySetResult(await IsReplacedAsync(cancel));
        }
        finally
        {
            asked?.TrySetResult(Role != ClusterRole.Leader);
        }
    }

    private async Task<string?> WhyGiveWayAsync(bool isWanted, CancellationToken cancel)
    {
        if (_isAway || Role != ClusterRole.Leader) return null;
        try
        {
            if (await _reach.BetterLeaderAsync(cancel) is { } better) return $"it does not reach Asterisk, and {better} does";
            return isWanted && await _reach.StandbyAsync() is { } standby ? $"it is taken out of work, and {standby} is ready" : null;
        }
        catch (RedisAwayException fault)
        {
            Away(fault.Message);
            return null;
        }
    }

    /// <summary>Waits until another leads. Who was ready may have died in this very moment: then this router leads again as soon as it has been made anew.</summary>
    private async Task<bool> IsReplacedAsync(CancellationToken cancel)
    {
        try
        {
            for (var begin = _time.GetTimestamp(); _time.GetElapsedTime(begin) < HandOverPatience; await Task.Delay(_options.FollowEvery, _time, cancel))
            {
                var lease = (await _store.ReadAsync(_seat.Number, 1)).Lease;
                if (LeaseText.Parse(lease) is not { IsHeld: true } held || held.Node == _options.Node) continue;
                _lease = lease;
                return true;
            }
        }
        catch (RedisAwayException fault)
        {
            Away(fault.Message);
        }

        return false;
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

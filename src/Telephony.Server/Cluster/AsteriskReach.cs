using Telephony.Ari;
using Telephony.Server.Asterisk;

namespace Telephony.Server.Cluster;

/// <summary>Who reaches Asterisk. A leader that is cut off from Asterisk, and from nothing else, would keep its lease for ever and take no calls: standbys say in
/// Redis that they reach it, and the leader gives way when it has not for some seconds.</summary>
internal sealed class AsteriskReach(AsteriskLinks link, ClusterStore store, ClusterOptions options, TimeProvider time)
{
    /// <summary>From the loss of the connection on, which may itself take 5 s to notice: who waits must have a leader again before leases of 10 s run out.</summary>
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SaidFor = TimeSpan.FromSeconds(4);

    private Task _saying = Task.CompletedTask;
    private long _saidAt;
    private long _reachedAt = time.GetTimestamp();

    /// <summary>A standby that could lead at once says so, about once a second. Never waits.</summary>
    public void Say(CancellationToken cancel)
    {
        if (!_saying.IsCompleted || time.GetElapsedTime(_saidAt) < SayEvery) return;
        _saidAt = time.GetTimestamp();
        _saying = SayAsync(cancel);
    }

    /// <summary>For the leader: who reaches Asterisk although it does not itself, for longer than a moment; null when nobody does, or it does itself.</summary>
    /// <exception cref="RedisAwayException"/>
    public async Task<string?> BetterLeaderAsync(CancellationToken cancel)
    {
        if (link.IsReady) _reachedAt = time.GetTimestamp();
        if (time.GetElapsedTime(_reachedAt) < GiveUpAfter || await AnswersAsync(cancel)) return null;
        return await StandbyAsync();
    }

    /// <summary>A standby that is in step and reaches Asterisk; null when there is none.</summary>
    /// <exception cref="RedisAwayException"/>
    public async Task<string?> StandbyAsync() => await store.AbleAsync() is { Length: > 0 } node && node != options.Node ? node : null;

    private async Task SayAsync(CancellationToken cancel)
    {
        try
        {
            if (await AnswersAsync(cancel)) await store.SayAbleAsync(options.Node, SaidFor);
        }
        catch (RedisAwayException)
        {
            // The follower says so.
        }
        catch (OperationCanceledException)
        {
            // It leads, or ends.
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancel)
    {
        var answers = await Task.WhenAll(link.Servers.All.Select(server => AnswersAsync(server.Connection, cancel)));
        return answers.Contains(true);
    }

    private async Task<bool> AnswersAsync(AriConnection ari, CancellationToken cancel)
    {
        try
        {
            await ari.Asterisk.PingAsync(cancel).WaitAsync(Patience, time, cancel);
            return true;
        }
        catch (Exception fault) when (fault is AriException or TimeoutException)
        {
            return false;
        }
    }
}

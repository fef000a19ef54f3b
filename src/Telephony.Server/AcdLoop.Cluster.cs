using Telephony.Core;
using Telephony.Server.Cluster;

namespace Telephony.Server;

/// <content>The loop of a router in a cluster: as a standby it handles what the leader has handled, and carries out nothing.</content>
public sealed partial class AcdLoop
{
    private readonly ClusterSeat? _seat;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _hasStrayed;

    /// <summary>Ends when nothing is done any more.</summary>
    public Task Ended => _ended.Task;

    private bool IsFollowing => _seat is { IsFollowing: true };

    /// <summary>Whether the leader's core before an input can be compared with ours.</summary>
    internal bool CanCompare(StreamEntry entry) => entry.Hash is { } hash && _seat!.IsComparable(hash);

    /// <summary>Handles what the leader has handled.</summary>
    /// <param name="entry">As it came.</param>
    /// <param name="input">The input in it.</param>
    /// <param name="differs">Told when the leader's core was another before it: nothing more is taken over then, until a state is.</param>
    /// <param name="cancel">Ends the waiting for room.</param>
    internal ValueTask FollowAsync(StreamEntry entry, AcdInput input, Action differs, CancellationToken cancel) =>
        _mailbox.PostAsync(new Step(() => Follow(entry, input, differs)), cancel);

    /// <summary>Takes over the leader's core.</summary>
    internal Task RestoreAsync(long number, AcdState state, CancellationToken cancel) => DoAsync(() =>
    {
        _facts.Flush();
        _queueLog.FlushForSnapshot();
        _acd.Restore(state);
        _journal.BeginAnew(_acd);
        _clock.Follow(state.Now);
        _seat!.Followed(number);
        _nextHeartbeat = default;
        _hasStrayed = false;
    }, cancel);

    /// <summary>Begins to lead, behind everything that was followed.</summary>
    /// <param name="number">The last input's number.</param>
    /// <param name="begin">Makes this router the leader.</param>
    /// <param name="cancel">Ends the waiting.</param>
    internal Task LeadAsync(long number, Action begin, CancellationToken cancel) => DoAsync(() =>
    {
        _seat!.Begin(number);
        begin();
    }, cancel);

    /// <summary>The number of the last input, and the hash of the core behind it.</summary>
    internal async Task<(long Number, string Hash)> CoreAsync()
    {
        var core = (0L, "");
        await DoAsync(() => core = (_seat!.Number, _seat.Hash(_acd)), CancellationToken.None);
        return core;
    }

    private async Task DoAsync(Action act, CancellationToken cancel)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _mailbox.PostAsync(new Step(() =>
        {
            act();
            done.SetResult();
        }), cancel);
        await done.Task.WaitAsync(cancel);
    }

    private void Follow(StreamEntry entry, AcdInput input, Action differs)
    {
        if (_hasStrayed) return;
        if (CanCompare(entry) && !_seat!.IsSame(entry, _acd))
        {
            _hasStrayed = true;
            differs();
            return;
        }

        WriteToJournal(input);
        PassOn(_acd.Handle(input).Facts);
        _clock.Follow(input.At);
        _seat!.Followed(entry.Number);
    }

    private bool MayTurn(CancellationToken stopping) => _seat is null || IsFollowing || _seat.Leadership.MayAct(stopping);

    /// <summary>Only the leader can do what is asked.</summary>
    private void Decline(object? taken)
    {
        if (taken is Conditional asked) Answer(new AcdEffect.Reply(asked.Request, "another router leads"));
    }

    /// <summary>Something done on the loop's thread, in its turn.</summary>
    private sealed record Step(Action Do);
}

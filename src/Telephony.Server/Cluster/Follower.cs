using System.Text.Json;
using Telephony.Core;
using Telephony.Server.Journal;

namespace Telephony.Server.Cluster;

/// <summary>Keeps this router's core where the leader's is: from the point where its own journal left off when that is still in the stream, otherwise from the
/// leader's snapshot, then input by input.</summary>
internal sealed class Follower(
    ClusterStore store, AcdLoop loop, FileJournal journal, EpochFile epochs, ClusterFigures figures, ILogger<ClusterNode> logger)
{
    private const int MostAtOnce = 500;

    private long _position;
    private long _epoch;
    private bool _hasJoined;
    private volatile bool _differs;

    /// <summary>The last input taken over.</summary>
    public long Position => _position;

    /// <summary>Whether the core is, as far as is known, what the leader's is.</summary>
    public bool IsInStep { get; private set; }

    /// <summary>Whether Redis knows less than this router does: it has lost its memory.</summary>
    public bool HasForgotten { get; private set; }

    /// <summary>Takes over what is new.</summary>
    /// <exception cref="RedisAwayException"/>
    public async Task<StreamNews> PollAsync(CancellationToken cancel)
    {
        if (!_hasJoined) await JoinAsync(cancel);
        var news = await store.ReadAsync(_position, MostAtOnce);
        HasForgotten = IsOlder(news);
        if (HasForgotten) KeepOwn(news);
        else if (news.Last < _position || IsCut(news) || !await ApplyAsync(news.Entries, cancel) || _differs) await ReloadAsync(news, cancel);
        epochs.Saw(news.Epoch);
        IsInStep = _position >= news.Last && !_differs;
        return news;
    }

    private async Task JoinAsync(CancellationToken cancel)
    {
        var news = await store.ReadAsync(0, 1);
        if (IsOlder(news)) KeepOwn(news);
        else if (journal.LastInput is { } own && await FindAsync(own) is { } found)
        {
            (_position, _epoch) = (found.Number, found.Epoch);
            logger.Follows(LeaseText.Parse(news.Lease).Node, _position, "where the own journal ends");
        }
        else await ReloadAsync(news, cancel);

        epochs.Saw(news.Epoch);
        _hasJoined = true;
    }

    /// <summary>A Redis that was restored from an old copy, or lost everything, knows less than we do.</summary>
    private bool IsOlder(StreamNews news) => news.Epoch < epochs.Highest || (news.Epoch == _epoch && news.Last < _position);

    /// <summary>There is more, but not what comes next.</summary>
    private bool IsCut(StreamNews news) => news.Last > _position && news.Entries.Count == 0;

    private void KeepOwn(StreamNews news)
    {
        if (_position != news.Last) logger.RedisForgot(news.Last, _position);
        (_position, _epoch) = (news.Last, 0);
    }

    /// <summary>Inputs carry their time to a hundredth of a microsecond: the same input means the same history.</summary>
    private async Task<StreamEntry?> FindAsync(AcdInput own)
    {
        var wanted = ClusterSeat.Json(own);
        for (var upTo = long.MaxValue; ;)
        {
            var entries = await store.ReadBackAsync(upTo, MostAtOnce);
            if (entries.FirstOrDefault(e => e.Input.AsSpan().SequenceEqual(wanted)) is { } found) return found;
            if (entries.Count < MostAtOnce) return null;
            upTo = entries[^1].Number - 1;
        }
    }

    /// <summary>False when something is missing before one of them.</summary>
    private async Task<bool> ApplyAsync(IReadOnlyList<StreamEntry> entries, CancellationToken cancel)
    {
        foreach (var entry in entries)
        {
            if (entry.Number != _position + 1) return false;
            // Another leads now: only a hash of its core says whether it began where we are.
            if (entry.Epoch != _epoch && !loop.CanCompare(entry)) return false;
            var input = JsonSerializer.Deserialize<AcdInput>(entry.Input, CoreJson.Options)!;
            await loop.FollowAsync(entry, input, () => _differs = true, cancel);
            (_position, _epoch) = (entry.Number, entry.Epoch);
        }

        return true;
    }

    private async Task ReloadAsync(StreamNews news, CancellationToken cancel)
    {
        if (await store.LoadAsync() is not { } saved)
        {
            (_position, _epoch) = (news.Last, 0); // nobody has led here yet
            return;
        }

        await loop.RestoreAsync(saved.Number, JsonSerializer.Deserialize<AcdState>(saved.State, CoreJson.Options)!, cancel);
        (_position, _epoch, _differs) = (saved.Number, saved.Epoch, false);
        if (_hasJoined) figures.Reloaded();
        logger.Follows(LeaseText.Parse(news.Lease).Node, _position, "the leader's snapshot");
    }
}

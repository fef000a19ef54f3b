using System.Collections.Concurrent;
using System.Threading.Channels;
using Telephony.Core;

namespace Telephony.Server.Board;

/// <summary>What watchers see: the latest picture, and the facts as they come. Pictures are dropped (the latest wins); facts are not:
/// a watcher who falls too far behind is told to begin anew instead of being left with a gap.</summary>
public sealed class LiveBoard
{
    /// <summary>Facts a watcher may be behind before it has to begin anew.</summary>
    public const int WatcherCapacity = 10_000;

    private readonly ConcurrentDictionary<Watcher, byte> _watchers = new();
    private AcdSnapshot? _latest;

    /// <summary>The latest picture; null before the loop has turned once. At most 100 ms old.</summary>
    public AcdSnapshot? Latest => Volatile.Read(ref _latest);

    /// <summary>Called by the loop a few times a second: takes a new picture when something changed.</summary>
    public void Offer(Acd acd, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(acd);
        var latest = _latest;
        var isFresh = latest is not null && latest.FactSequence == acd.FactSequence && now - latest.At.Elapsed < TimeSpan.FromSeconds(1);
        if (!isFresh) Volatile.Write(ref _latest, acd.Snapshot());
    }

    /// <summary>Called by the loop with new facts.</summary>
    public void Publish(IReadOnlyList<AcdFact> facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (_watchers.IsEmpty) return;
        foreach (var watcher in _watchers.Keys)
        {
            foreach (var fact in facts)
            {
                if (watcher.Facts.Writer.TryWrite(fact)) continue;
                // Too slow: end the stream, so that the watcher begins anew with a picture.
                watcher.Facts.Writer.TryComplete();
                break;
            }
        }
    }

    /// <summary>The facts from now on; ends when the watcher falls too far behind.</summary>
    public async IAsyncEnumerable<AcdFact> WatchAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var watcher = new Watcher();
        _watchers.TryAdd(watcher, 0);
        try
        {
            await foreach (var fact in watcher.Facts.Reader.ReadAllAsync(cancel)) yield return fact;
        }
        finally
        {
            _watchers.TryRemove(watcher, out _);
        }
    }

    private sealed class Watcher
    {
        public Channel<AcdFact> Facts { get; } =
            Channel.CreateBounded<AcdFact>(new BoundedChannelOptions(WatcherCapacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    }
}

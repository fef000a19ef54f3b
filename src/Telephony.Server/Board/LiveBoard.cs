using Telephony.Core;

namespace Telephony.Server.Board;

/// <summary>What watchers see: the latest picture. Pictures are dropped (the latest wins); facts are read from their log.</summary>
public sealed class LiveBoard
{
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
}

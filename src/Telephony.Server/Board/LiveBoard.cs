using System.Diagnostics;
using Telephony.Core;

namespace Telephony.Server.Board;

/// <summary>What watchers see: the latest picture. Pictures are dropped (the latest wins); facts are read from their log.</summary>
public sealed class LiveBoard
{
    private AcdSnapshot? _latest;
    private long _linkSince;
    private long _lookedAt = Stopwatch.GetTimestamp();

    /// <summary>The latest picture; null before the loop has turned once. At most 100 ms old.</summary>
    public AcdSnapshot? Latest => Volatile.Read(ref _latest);

    /// <summary>Since when Asterisk has been connected, or has not, as the pictures show it.</summary>
    public DateTimeOffset LinkSince => new(Volatile.Read(ref _linkSince), TimeSpan.Zero);

    /// <summary>How long ago the loop last looked whether there is something new to show. Grows only while it hangs: what is shown is then as old.</summary>
    public TimeSpan SinceLook => Stopwatch.GetElapsedTime(Volatile.Read(ref _lookedAt));

    /// <summary>Called by the loop a few times a second: takes a new picture when something changed.</summary>
    public void Offer(Acd acd, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(acd);
        Volatile.Write(ref _lookedAt, Stopwatch.GetTimestamp());
        var latest = _latest;
        var isFresh = latest is not null && latest.FactSequence == acd.FactSequence && now - latest.At.Elapsed < TimeSpan.FromSeconds(1);
        if (isFresh) return;
        var picture = acd.Snapshot();
        if (picture.Connected != latest?.Connected) Volatile.Write(ref _linkSince, picture.At.Utc.UtcTicks);
        Volatile.Write(ref _latest, picture);
    }
}

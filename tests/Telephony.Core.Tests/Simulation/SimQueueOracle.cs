namespace Telephony.Core.Tests.Simulation;

/// <summary>Watches the life of queues from outside: who may join, and that nobody is led in a circle.</summary>
internal sealed class SimQueueOracle
{
    private readonly Dictionary<QueueName, OpeningKind> _opening = [];
    private readonly Dictionary<CallId, HashSet<QueueName>> _visited = [];
    private readonly Dictionary<CallId, (QueueName Queue, int? Position)> _told = [];

    public void Fold(AcdFact fact)
    {
        switch (fact)
        {
            case AcdFact.QueueOpeningChanged f:
                _opening[f.Queue] = f.Opening;
                break;
            case AcdFact.MenuEntered f:
                _visited.Remove(f.Call); // what follows is the caller's choice
                break;
            case AcdFact.CallMoved f:
                _visited.Remove(f.Call); // by hand
                break;
            case AcdFact.CallWithdrawn f:
                _visited.Remove(f.Call);
                break;
            case AcdFact.CallOverflowed { Why: OverflowReason.Key } f:
                _visited.Remove(f.Call);
                break;
            case AcdFact.CallOverflowed f:
                if (!_visited.TryGetValue(f.Call, out var visited)) _visited[f.Call] = visited = [];
                visited.Add(f.Queue);
                break;
            case AcdFact.CallEnded f:
                _visited.Remove(f.Call);
                _told.Remove(f.Call);
                break;
            case AcdFact.WaitAnnounced f:
                CheckTold(f);
                break;
        }
    }

    /// <summary>A call joins a queue: it must be open, have room, and not have been left by overflow before.</summary>
    public void Check(AcdFact.CallQueued f, SiteConfiguration site, IReadOnlySet<CallId> waiting, Func<CallId, QueueName> queueOf)
    {
        _told.Remove(f.Call);
        var life = site.Queues[f.Queue.Value].Life;
        Expect(_opening.GetValueOrDefault(f.Queue) == OpeningKind.Open, "a call joins only a queue that is open", f);
        Expect(life.MayReturn || !_visited.GetValueOrDefault(f.Call, []).Contains(f.Queue), "no call overflows in a circle", f);
        if (life.Limit is { } limit) Expect(waiting.Count(c => queueOf(c) == f.Queue) < limit.Waiting, "no more wait than may", f);
    }

    private void CheckTold(AcdFact.WaitAnnounced f)
    {
        var (queue, position) = _told.GetValueOrDefault(f.Call);
        if (queue == f.Queue && position is { } before && f.Position is { } now) Expect(now <= before, "a position told never gets worse", f);
        _told[f.Call] = (f.Queue, f.Position ?? (queue == f.Queue ? position : null));
    }

    private static void Expect(bool condition, string what, AcdFact fact)
    {
        if (!condition) throw new InvariantException("oracle", $"{what} {fact}");
    }
}

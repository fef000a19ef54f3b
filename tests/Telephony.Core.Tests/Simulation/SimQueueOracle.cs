namespace Telephony.Core.Tests.Simulation;

/// <summary>Watches the life of queues from outside: who may join, and that nobody is led in a circle.</summary>
internal sealed class SimQueueOracle
{
    private readonly Dictionary<QueueName, OpeningKind> _opening = [];
    private readonly Dictionary<CallbackId, AcdFact.CallbackPlaced> _callbacks = [];
    private readonly HashSet<CallId> _dialled = [];
    private readonly HashSet<CallId> _seen = [];
    private bool _rejoins;
    private readonly Dictionary<CallbackId, long> _places = [];
    private readonly Dictionary<CallId, HashSet<QueueName>> _visited = [];
    private readonly Dictionary<CallId, (QueueName Queue, int? Position)> _told = [];

    public void Fold(AcdFact fact)
    {
        switch (fact)
        {
            case AcdFact.QueueOpeningChanged f:
                _opening[f.Queue] = f.Opening;
                break;
            case AcdFact.NodeEntered { Type: NodeKind.Menu } f:
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
            case AcdFact.CallbackPlaced f:
                Expect(_callbacks.TryAdd(f.Callback, f), "a callback is placed once", f);
                break;
            case AcdFact.CallbackInLine f:
                Expect(_callbacks.ContainsKey(f.Callback), "a callback in line was placed and is not done", f);
                if (!_places.TryAdd(f.Callback, f.JoinSequence)) Expect(_places[f.Callback] == f.JoinSequence, "a callback keeps its place (I9)", f);
                break;
            case AcdFact.CallbackDialled f:
                Expect(_callbacks.ContainsKey(f.Callback) && _dialled.Add(f.Call), "a callback dialled was placed, is not done, and each call is dialled once", f);
                break;
            case AcdFact.CallbackNotReached f:
                Expect(_dialled.Remove(f.Call), "who is not reached was dialled", f);
                break;
            case AcdFact.CallbackAnswered f:
                Expect(_dialled.Remove(f.Call), "who answers was dialled", f);
                break;
            case AcdFact.CallbackDone f:
                Expect(_callbacks.Remove(f.Callback), "a callback is done once", f);
                _rejoins = f.Outcome == CallbackOutcome.Rejoined;
                break;
            case AcdFact.WaitAnnounced f:
                CheckTold(f);
                break;
        }
    }

    public void CheckTheEnd()
    {
        if (_callbacks.Count > 0) throw new InvariantException("oracle", $"every callback ends, but not {_callbacks.Values.First()}");
    }

    /// <summary>A call joins a queue: it must be open, have room, and not have been left by overflow before.</summary>
    public void Check(AcdFact.CallQueued f, SiteConfiguration site, IReadOnlySet<CallId> waiting, Func<CallId, QueueName> queueOf)
    {
        _told.Remove(f.Call);
        var life = site.Queues[f.Queue.Value].Life;
        var keepsPlace = _rejoins || (CallbackId.IsCustomer(f.Call.Value) && !_visited.ContainsKey(f.Call));
        _rejoins = false;
        Expect(!_seen.Add(f.Call) || keepsPlace || f.Waited == TimeSpan.Zero, "a new caller has not waited yet", f);
        if (keepsPlace) return; // whatever has come since
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

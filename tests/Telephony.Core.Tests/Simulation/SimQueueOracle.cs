namespace Telephony.Core.Tests.Simulation;

/// <summary>Watches the life of queues from outside: who may join, and that nobody is led in a circle.</summary>
internal sealed class SimQueueOracle
{
    private readonly Dictionary<QueueName, OpeningKind> _opening = [];
    private readonly Dictionary<CallbackId, AcdFact.CallbackPlaced> _callbacks = [];
    private readonly HashSet<CallId> _dialled = [];
    private readonly HashSet<CallbackId> _answered = [];
    private readonly HashSet<CallId> _seen = [];
    private readonly HashSet<CallId> _returning = [];
    private bool _rejoins;
    private readonly Dictionary<CallbackId, long> _places = [];
    private readonly Dictionary<CallId, HashSet<QueueName>> _visited = [];
    private readonly Dictionary<CallId, Told> _told = [];
    private readonly Dictionary<AgentId, AgentState> _agents = [];
    private readonly Dictionary<CallId, QueueName> _coming = [];

    public void Fold(AcdFact fact, SiteConfiguration site)
    {
        FollowCustomers(fact, site);
        switch (fact)
        {
            case AcdFact.AgentStateChanged f:
                _agents[f.Agent] = f.To;
                break;
            case AcdFact.QueueOpeningChanged f:
                _opening[f.Queue] = f.Opening;
                break;
            case AcdFact.NodeEntered { Type: NodeKind.Menu } f:
                _visited.Remove(f.Call); // what follows is the caller's choice
                break;
            case AcdFact.CallMoved f:
                _visited.Remove(f.Call); // by hand
                break;
            case AcdFact.TalkTransferred f:
                _visited.Remove(f.Call); // by hand
                if (f.To.Agent is not null || f.To.Queue == f.Queue) _returning.Add(f.Call); // who was served there is not sent away, whatever has come since
                break;
            case AcdFact.WorkSubmitted f:
                _visited.Remove(f.Call); // by another system
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
                Expect(_dialled.Remove(f.Call) || (f.Reason == DialEnd.Lost && _answered.Contains(f.Callback)), "who is not reached was dialled", f);
                break;
            case AcdFact.CallbackAnswered f:
                Expect(_dialled.Remove(f.Call), "who answers was dialled", f);
                _answered.Add(f.Callback);
                break;
            case AcdFact.CallbackDone f:
                Expect(_callbacks.Remove(f.Callback), "a callback is done once", f);
                _rejoins = f.Outcome == CallbackOutcome.Rejoined;
                break;
            case AcdFact.WaitAnnounced f:
                CheckTold(f, site);
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
        if (keepsPlace | _returning.Remove(f.Call)) return; // whatever has come since; or to be rung at once
        Expect(_opening.GetValueOrDefault(f.Queue) == OpeningKind.Open, "a call joins only a queue that is open", f);
        Expect(life.MayReturn || !_visited.GetValueOrDefault(f.Call, []).Contains(f.Queue), "no call overflows in a circle", f);
        if (life.Limit is { } limit) Expect(waiting.Count(c => queueOf(c) == f.Queue) < limit.Waiting, "no more wait than may", f);
    }

    /// <summary>Customers who are dialled without an agent held, or have answered and wait: never more of a queue than agents are at work for it.</summary>
    private void FollowCustomers(AcdFact fact, SiteConfiguration site)
    {
        switch (fact)
        {
            case AcdFact.CallbackDialled { Agent: null } f:
                Expect(_coming.Values.Count(q => q == f.Queue) < AtWork(f.Queue, site), "no more customers are dialled than agents are at work", f);
                _coming[f.Call] = f.Queue;
                break;
            case AcdFact.CallbackNotReached f: _coming.Remove(f.Call); break;
            case AcdFact.CallbackDone f:
                foreach (var call in _coming.Keys.Where(c => c.Value.StartsWith($"{f.Callback}-", StringComparison.Ordinal)).ToArray()) _coming.Remove(call);
                break;
            case AcdFact.OfferMade f: _coming.Remove(f.Call); break;
            case AcdFact.CallOverflowed f: _coming.Remove(f.Call); break; // led away while waiting, as by the two below
            case AcdFact.CallMoved f: _coming.Remove(f.Call); break;
            case AcdFact.CallWithdrawn f: _coming.Remove(f.Call); break;
            case AcdFact.CallEnded f: _coming.Remove(f.Call); break;
        }
    }

    private int AtWork(QueueName queue, SiteConfiguration site) => site.Agents.Count(a =>
        a.Value.Queues.Contains(queue.Value) && _agents.GetValueOrDefault(new AgentId(a.Key)) is not (AgentState.LoggedOut or AgentState.Paused or AgentState.NotResponding));

    private void CheckTold(AcdFact.WaitAnnounced f, SiteConfiguration site)
    {
        var before = _told.GetValueOrDefault(f.Call) is { } told && told.Queue == f.Queue ? told : new Told(f.Queue, null, null, 0);
        if (before.Position is { } position && f.Position is { } now) Expect(now <= position, "a position told never gets worse", f);
        var agents = AtWork(f.Queue, site);
        // Where the position is told too it has got no worse; then only fewer agents can be the cause.
        if (f is { Position: not null, ExpectedWait: { } wait } && before is { Position: not null, Wait: { } least } && agents >= before.Agents)
            Expect(wait <= least, "a wait told never rises without a cause", f);
        _told[f.Call] = new Told(f.Queue, f.Position ?? before.Position, f.ExpectedWait ?? before.Wait, f.ExpectedWait is null ? before.Agents : agents);
    }

    private sealed record Told(QueueName Queue, int? Position, TimeSpan? Wait, int Agents);

    private static void Expect(bool condition, string what, AcdFact fact)
    {
        if (!condition) throw new InvariantException("oracle", $"{what} {fact}");
    }
}

namespace Telephony.Core;

/// <summary>Who waits and who is free: finds the call for an agent who became free and the agent for a call that began to wait.
/// Between two inputs no eligible pair is left unmatched, so only what is new needs a search: over the lines with callers that the
/// agent's class may serve, or over the classes with idle agents that may serve the call's line, looking only at the first of each.
/// Nothing is polled, no list of agents or calls is scanned, and a call nobody present can serve is never looked at.</summary>
internal sealed partial class Router
{
    private readonly Dictionary<CallId, WaitingCall> _places = [];
    private readonly Dictionary<AgentId, IdleAgent> _idle = [];
    private readonly Dictionary<QueueName, long> _newest = [];
    private readonly SortedDictionary<QueueName, AgentId> _lastRung = [];
    private RoutingTable _table = new(SiteConfiguration.Empty);
    private BitSet _linesWithCalls;
    private BitSet _classesWithIdle;

    /// <summary>Agents who can be offered a call now, longest idle first. O(n log n).</summary>
    public IEnumerable<AgentId> IdleAgents => _idle.Values.OrderBy(i => i.Since).ThenBy(i => i.Id).Select(i => i.Id);

    /// <summary>Waiting calls in the order they are served. O(n log n).</summary>
    public IEnumerable<CallId> WaitingInOrder => _places.Values.OrderByDescending(p => p.Priority).ThenBy(p => p.JoinSequence).Select(p => p.Call);

    /// <summary>Agents chosen last, by queue, where the strategy goes round.</summary>
    public IReadOnlyDictionary<QueueName, AgentId> LastRung => _lastRung;

    /// <summary>Takes over a configuration: who may serve what. Keeps who waits and who is idle.</summary>
    public void Configure(SiteConfiguration site)
    {
        _table = new RoutingTable(site);
        _linesWithCalls = new BitSet(_table.Lines.Length);
        _classesWithIdle = new BitSet(_table.Classes.Length);
        foreach (var place in _places.Values) Place(place);
        foreach (var idle in _idle.Values) Place(idle);
        foreach (var queue in _lastRung.Keys.Where(q => _table.LineOf(q, 0)?.Strategy != RoutingStrategy.RoundRobin).ToArray()) _lastRung.Remove(queue);
    }

    /// <summary>Whether an agent may serve a call of a queue that has reached a relaxation step: a member with the skills asked for then.</summary>
    public bool MayServe(AgentId agent, QueueName queue, int step) =>
        _table.LineOf(queue, step) is { } line && _table.ClassOf(agent).Class is { } found && found.Serves.Has(line.Index);

    public void AddWaiting(Call call)
    {
        var queue = call.Queue ?? throw new InvalidOperationException($"call {call.Id} has no queue");
        var place = new WaitingCall(call.Id, queue, call.RelaxStep, call.Priority, call.JoinSequence);
        _places.Add(call.Id, place);
        _newest[queue] = Math.Max(_newest.GetValueOrDefault(queue), call.JoinSequence);
        Place(place);
    }

    public void RemoveWaiting(CallId call)
    {
        if (!_places.Remove(call, out var place) || place.Line is not { } line) return;
        line.Waiting.Remove(place);
        if (line.Waiting.Count == 0) _linesWithCalls.Unset(line.Index);
    }

    public bool IsWaiting(CallId call) => _places.ContainsKey(call);

    public void AddIdle(Agent agent)
    {
        if (_idle.ContainsKey(agent.Id)) return;
        var idle = new IdleAgent(agent);
        _idle.Add(agent.Id, idle);
        Place(idle);
    }

    public void RemoveIdle(AgentId agent)
    {
        if (!_idle.Remove(agent, out var idle) || idle.Class is not { } found) return;
        for (var order = 0; order < found.Orders.Length; order++) found.Orders[order]?.Remove(idle.Entries[order]);
        found.Idle.Unset(idle.Member);
        if (--found.IdleCount == 0) _classesWithIdle.Unset(found.Index);
    }

    public bool IsIdle(AgentId agent) => _idle.ContainsKey(agent);

    /// <summary>The call that has been waiting longest, of the highest priority, over all queues the agent may serve.</summary>
    public CallId? FindCallFor(AgentId agent)
    {
        if (_table.ClassOf(agent).Class is not { } found) return null;
        WaitingCall? best = null;
        foreach (var line in BitSet.Both(found.Serves, _linesWithCalls))
        {
            var first = _table.Lines[line].Waiting.First!;
            if (best is null || first.ComesBefore(best)) best = first;
        }

        return best?.Call;
    }

    /// <summary>Position of a waiting call in its queue; 1 is next. O(1) for the newest call, O(calls of the queue) for one that came with an older place.</summary>
    public int PositionOf(CallId call)
    {
        if (!_places.TryGetValue(call, out var place)) return 0;
        // All calls of a queue have the queue's priority, so the newest is the last.
        if (place.JoinSequence == _newest[place.Queue]) return WaitingIn(place.Queue);
        var position = 1;
        foreach (var line in _table.LinesOf(place.Queue))
        {
            foreach (var other in line.Waiting.Items)
            {
                if (other.ComesBefore(place)) position++;
            }
        }

        return position;
    }

    /// <summary>How many calls wait in a queue.</summary>
    public int WaitingIn(QueueName queue)
    {
        var count = 0;
        foreach (var line in _table.LinesOf(queue)) count += line.Waiting.Count;
        return count;
    }

    public void Clear()
    {
        _places.Clear();
        _idle.Clear();
        _newest.Clear();
        _lastRung.Clear();
        Configure(SiteConfiguration.Empty);
    }

    private void Place(WaitingCall place)
    {
        place.Line = _table.LineOf(place.Queue, place.Step);
        if (place.Line is not { } line) return;
        line.Waiting.Add(place);
        _linesWithCalls.Set(line.Index);
    }

    private void Place(IdleAgent idle)
    {
        (idle.Class, idle.Member) = _table.ClassOf(idle.Id);
        if (idle.Class is not { } found) return;
        for (var order = 0; order < found.Orders.Length; order++) found.Orders[order]?.Add(idle.Entries[order]);
        found.Idle.Set(idle.Member);
        found.IdleCount++;
        _classesWithIdle.Set(found.Index);
    }
}

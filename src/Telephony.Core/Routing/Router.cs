namespace Telephony.Core;

/// <summary>Who waits and who is free: finds the call for an agent who became free and the agent for a call that began to wait.
/// Between two inputs no eligible pair is left unmatched, so only what is new needs a search: over the lines with callers that the
/// agent's class may serve, or over the classes with idle agents that may serve the call's line, looking only at the first of each.
/// Nothing is polled, no list of agents or calls is scanned, and a call nobody present can serve is never looked at.</summary>
internal sealed partial class Router
{
    /// <summary>How many different skills of their own calls can ask for before those that no call asks for any more are forgotten.</summary>
    public const int AsksMost = 200;

    private readonly Dictionary<CallId, WaitingCall> _places = [];
    private readonly Dictionary<CallId, WaitingCall> _wanting = [];
    private readonly Dictionary<AgentId, List<WaitingCall>> _reserved = [];
    private readonly Dictionary<AgentId, IdleAgent> _agents = [];
    private readonly Dictionary<QueueName, QueueCount> _counts = [];
    private readonly SortedDictionary<QueueName, AgentId> _lastRung = [];
    private readonly HashSet<Ask> _asks = [];
    private SiteConfiguration _site = SiteConfiguration.Empty;
    private RoutingTable _table = new(SiteConfiguration.Empty, []);
    private BitSet _linesWithCalls = new(0);
    private BitSet _linesWanting = new(0);
    private BitSet _classesWithIdle = new(0);
    private LineHead[] _heads = [];
    private readonly List<AgentClass> _unsettled = [];

    /// <summary>The moment at which decisions are made: waiting adds to priorities.</summary>
    public TimeSpan Now { get; set; }

    /// <summary>Whether a call can be reached; null when all can. Who cannot keeps the place, and is found for nobody.</summary>
    public Func<CallId, bool>? Reaches { get; set; }

    /// <summary>Agents who can be offered a call now, by id. O(n log n).</summary>
    public IEnumerable<AgentId> IdleAgents => _agents.Values.Where(i => i.IsIdle).Select(i => i.Id).Order();

    /// <summary>Waiting calls in the order they are served. O(n log n).</summary>
    public IEnumerable<CallId> WaitingInOrder => _places.Values.Order(InOrder()).Select(p => p.Id);

    /// <summary>How many calls wait in all queues.</summary>
    public int WaitingInAll => _places.Count;

    /// <summary>Agents chosen last, by queue, where the strategy goes round.</summary>
    public IReadOnlyDictionary<QueueName, AgentId> LastRung => _lastRung;

    /// <summary>Takes over a configuration: who may serve what. Keeps who waits and who is idle.</summary>
    public void Configure(SiteConfiguration site)
    {
        _site = site;
        ForgetUnusedAsks();
        MakeTable();
        foreach (var queue in _lastRung.Keys.Where(q => _table.QueueOf(q)?.Rule.Strategy != RoutingStrategy.RoundRobin).ToArray()) _lastRung.Remove(queue);
        foreach (var agent in _agents.Values.Where(a => !a.IsIdle && a.Class is null).ToArray()) _agents.Remove(agent.Id);
    }

    private void MakeTable()
    {
        _table = new RoutingTable(_site, _asks);
        _linesWithCalls = new BitSet(_table.Lines.Length);
        _linesWanting = new BitSet(_table.Lines.Length);
        _classesWithIdle = new BitSet(_table.Classes.Length);
        _heads = new LineHead[_table.Lines.Length];
        _unsettled.Clear();
        _reserved.Clear();
        foreach (var place in _places.Values) Place(place);
        foreach (var place in _wanting.Values) Place(place);
        foreach (var agent in _agents.Values)
        {
            var (found, member) = _table.ClassOf(agent.Id);
            agent.Stand(found, member);
            if (agent.IsIdle) Place(agent);
        }
    }

    /// <summary>Whether an agent may serve calls of a queue that have reached a relaxation step: a member with the skills asked for then.</summary>
    public bool MayServe(AgentId agent, QueueName queue, int step)
    {
        if (_table.QueueOf(queue) is not { } found || _table.ClassOf(agent).Class is not { } agents) return false;
        foreach (var line in found.Of("")!)
        {
            if (found.Rule.StepAfter(line.From) == step && agents.Serves.Has(line.Index)) return true;
        }

        return false;
    }

    /// <summary>Whether an agent may serve a call that waits, or rings and would ring more, now.</summary>
    public bool MayServe(AgentId agent, CallId call) =>
        Find(call) is { Line: { } line } place
        && (place.Reserved is { } only ? only == agent : _table.ClassOf(agent).Class is { } found && found.Serves.Has(line.Index) && !place.Excludes(agent));

    /// <summary>The agents of a queue, by id.</summary>
    public IReadOnlyList<AgentId> MembersOf(QueueName queue) => _table.QueueOf(queue)?.Members ?? [];

    /// <summary>After what time in a queue the next change comes of what may be done with a call; null when none does.</summary>
    public TimeSpan? NextStage(QueueName queue, TimeSpan time) => _table.QueueOf(queue)?.NextAfter(time);

    /// <summary>Calls that wait for an agent, and for no other.</summary>
    public IReadOnlyList<CallId> ReservedFor(AgentId agent) => _reserved.TryGetValue(agent, out var calls) ? [.. calls.Select(c => c.Id)] : [];

    /// <summary>Skills of their own that calls have asked for.</summary>
    public IReadOnlyCollection<Ask> Asks => _asks;

    // ---- calls ------------------------------------------------------------------------------------------------

    public void AddWaiting(Call call) => Add(_places, call);

    public void RemoveWaiting(CallId call) => Remove(_places, call);

    public bool IsWaiting(CallId call) => _places.ContainsKey(call);

    /// <summary>A call that rings would ring more agents.</summary>
    public void AddWanting(Call call) => Add(_wanting, call);

    public void RemoveWanting(CallId call) => Remove(_wanting, call);

    public bool IsWanting(CallId call) => _wanting.ContainsKey(call);

    /// <summary>Calls that ring and would ring more agents, in the order of their places. O(n log n).</summary>
    public IEnumerable<CallId> WantingInOrder => _wanting.Values.Order(InOrder()).Select(p => p.Id);

    /// <summary>Moves a call to the line of the time it has been in the queue. Whether that is another one.</summary>
    public bool Advance(CallId call)
    {
        if (Find(call) is not { } place) return false;
        var before = place.Line;
        TakeOut(place);
        Place(place);
        return !ReferenceEquals(before, place.Line);
    }

    private WaitingCall? Find(CallId call) =>
        _places.TryGetValue(call, out var place) || _wanting.TryGetValue(call, out place) ? place : null;

    private void Add(Dictionary<CallId, WaitingCall> to, Call call)
    {
        var place = new WaitingCall(call) { IsWanting = ReferenceEquals(to, _wanting) };
        Foresee(new Ask(place.Queue, call.Needs.Skills));
        to.Add(call.Id, place);
        call.Standing = place;
        if (ReferenceEquals(to, _places)) CountOf(place.Queue).Add(place);
        Place(place);
    }

    private void Remove(Dictionary<CallId, WaitingCall> from, CallId call)
    {
        if (!from.Remove(call, out var place)) return;
        if (ReferenceEquals(from, _places)) CountOf(place.Queue).Remove(place);
        TakeOut(place);
        if (ReferenceEquals(place.Call.Standing, place)) place.Call.Standing = null;
    }

    private void Place(WaitingCall place)
    {
        place.Line = LineOf(place);
        place.Reserved = null;
        if (place.Line is not { } line) return;
        place.Reserved = place.IsWanting ? null : place.Call.Lease?.Held ?? place.Call.Reserved;
        if (place.IsWanting)
        {
            line.Wanting.Add(place);
            _linesWanting.Set(line.Index);
        }
        else if (place.Reserved is { } only)
        {
            if (!_reserved.TryGetValue(only, out var calls)) _reserved[only] = calls = [];
            calls.Add(place);
        }
        else
        {
            line.Add(place);
            _linesWithCalls.Set(line.Index);
            _heads[line.Index] = LineHead.Of(line);
        }
    }

    private void TakeOut(WaitingCall place)
    {
        if (place.Line is not { } line) return;
        if (place.Reserved is { } only)
        {
            var calls = _reserved[only];
            calls.Remove(place);
            if (calls.Count == 0) _reserved.Remove(only);
        }
        else if (place.IsWanting)
        {
            line.Wanting.Remove(place);
            if (line.Wanting.Count == 0) _linesWanting.Unset(line.Index);
        }
        else
        {
            line.Remove(place);
            if (line.Count == 0) _linesWithCalls.Unset(line.Index);
            _heads[line.Index] = LineHead.Of(line);
        }

        (place.Line, place.Reserved) = (null, null);
    }

    private Line? LineOf(WaitingCall place)
    {
        if (Reaches is { } reaches && !reaches(place.Id)) return null;
        if (_table.QueueOf(place.Queue) is not { } queue || queue.Of(place.Call.Needs.Skills.Text) is not { } lines) return null;
        return lines[queue.StageAfter(Now - place.Call.JoinedQueueAt.Elapsed)];
    }

    /// <summary>Skills of its own that no call asked for before make the table anew: O(site), once for each.</summary>
    private void Foresee(Ask ask)
    {
        if (_table.QueueOf(ask.Queue) is not { } queue || queue.Of(ask.Skills.Text) is not null) return;
        if (_asks.Count >= AsksMost) ForgetUnusedAsks();
        Remember([ask]);
    }

    public void Remember(IEnumerable<Ask> asks)
    {
        _asks.UnionWith(asks);
        MakeTable();
    }

    private void ForgetUnusedAsks()
    {
        _asks.Clear();
        foreach (var place in _places.Values.Concat(_wanting.Values))
        {
            if (place.Call.Needs.Skills.Text.Length > 0) _asks.Add(new Ask(place.Queue, place.Call.Needs.Skills));
        }
    }

    // ---- agents -----------------------------------------------------------------------------------------------

    public void AddIdle(Agent agent)
    {
        if (!_agents.TryGetValue(agent.Id, out var idle))
        {
            _agents.Add(agent.Id, idle = new IdleAgent(agent));
            var (found, member) = _table.ClassOf(agent.Id);
            idle.Stand(found, member);
        }

        if (idle.IsIdle) return;
        idle.IsIdle = true;
        idle.Take(agent);
        Place(idle);
    }

    public void RemoveIdle(AgentId agent)
    {
        if (!_agents.TryGetValue(agent, out var idle) || !idle.IsIdle) return;
        idle.IsIdle = false;
        TakeOut(idle);
    }

    public bool IsIdle(AgentId agent) => _agents.TryGetValue(agent, out var idle) && idle.IsIdle;

    private void Place(IdleAgent idle)
    {
        if (idle.Class is not { } found) return;
        for (var order = 0; order < found.Orders.Length; order++) found.Orders[order]?.Add(idle.Entries[order]);
        found.SetIdle(idle);
        _classesWithIdle.Set(found.Index);
        Unsettle(found);
    }

    private void TakeOut(IdleAgent idle)
    {
        if (idle.Class is not { } found) return;
        for (var order = 0; order < found.Orders.Length; order++) found.Orders[order]?.Remove(idle.Entries[order]);
        found.UnsetIdle(idle);
        if (found.IdleCount == 0) _classesWithIdle.Unset(found.Index);
        Unsettle(found);
    }

    private void Unsettle(AgentClass found)
    {
        if (found.IsUnsettled) return;
        found.IsUnsettled = true;
        _unsettled.Add(found);
    }

    /// <summary>Works out anew who is first where agents became idle or are not any more. Asked for when an input is done, so that a decision
    /// need not wait for it: who becomes idle and is rung with the same input costs nothing here.</summary>
    public void Settle()
    {
        if (_unsettled.Count == 0) return;
        foreach (var found in _unsettled)
        {
            found.IsUnsettled = false;
            _table.Idle.Update(found);
        }

        _unsettled.Clear();
    }

    public void Clear()
    {
        _places.Clear();
        _wanting.Clear();
        _reserved.Clear();
        _agents.Clear();
        _counts.Clear();
        _lastRung.Clear();
        Configure(SiteConfiguration.Empty);
    }
}

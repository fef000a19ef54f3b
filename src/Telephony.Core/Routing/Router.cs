namespace Telephony.Core;

/// <summary>Who waits and who is free, by queue: finds the call for an agent who became free and the agent for a call that began to wait.
/// Between two inputs no eligible pair is left unmatched, so only what is new needs a search:
/// O(queues of the agent + log n) for an agent, O(log n) for a call. Nothing is polled or scanned.</summary>
internal sealed class Router
{
    private readonly Dictionary<QueueName, Line> _lines = [];
    private readonly Dictionary<AgentId, QueueName[]> _queuesOf = [];
    private readonly Dictionary<CallId, (QueueName Queue, WaitingCall Place)> _places = [];
    private readonly Dictionary<AgentId, IdleAgent> _idle = [];

    /// <summary>How many calls wait, agents' phones ringing not included.</summary>
    public int WaitingCount => _places.Count;

    /// <summary>Agents who can be offered a call now, longest idle first.</summary>
    public IEnumerable<AgentId> IdleAgents => _idle.Values.Order().Select(i => i.Agent);

    /// <summary>Waiting calls, in the order they are served.</summary>
    public IEnumerable<CallId> WaitingCalls => _places.Values.Select(p => p.Place).Order().Select(p => p.Call);

    /// <summary>Takes over a configuration: who may serve what. Keeps who waits and who is idle.</summary>
    public void Configure(SiteConfiguration site)
    {
        foreach (var line in _lines.Values) line.Idle.Clear();
        _queuesOf.Clear();
        foreach (var (id, agent) in site.Agents)
        {
            _queuesOf[new AgentId(id)] = [.. agent.Queues
                .Where(q => site.Queues.TryGetValue(q, out var rule) && rule.Skills.Matches(agent.Skills))
                .Order(StringComparer.Ordinal)
                .Select(q => new QueueName(q))];
        }

        foreach (var idle in _idle.Values) AddToLines(idle);
    }

    /// <summary>Whether an agent may serve a queue: a member with every skill at its level.</summary>
    public bool MayServe(AgentId agent, QueueName queue) =>
        _queuesOf.TryGetValue(agent, out var queues) && Array.IndexOf(queues, queue) >= 0;

    public void AddWaiting(Call call)
    {
        var queue = call.Queue ?? throw new InvalidOperationException($"call {call.Id} has no queue");
        var place = new WaitingCall(call.Priority, call.JoinSequence, call.Id);
        LineOf(queue).Waiting.Add(place);
        _places.Add(call.Id, (queue, place));
    }

    public void RemoveWaiting(CallId call)
    {
        if (_places.Remove(call, out var found)) LineOf(found.Queue).Waiting.Remove(found.Place);
    }

    public bool IsWaiting(CallId call) => _places.ContainsKey(call);

    public void AddIdle(Agent agent)
    {
        var idle = new IdleAgent(agent.IdleSince.Elapsed, agent.Id);
        if (_idle.TryAdd(agent.Id, idle)) AddToLines(idle);
    }

    public void RemoveIdle(AgentId agent)
    {
        if (!_idle.Remove(agent, out var idle)) return;
        foreach (var queue in QueuesOf(agent)) LineOf(queue).Idle.Remove(idle);
    }

    public bool IsIdle(AgentId agent) => _idle.ContainsKey(agent);

    /// <summary>The longest idle agent who may serve the queue.</summary>
    public AgentId? FindAgentFor(QueueName queue)
    {
        var line = LineOf(queue);
        return line.Idle.Count == 0 ? null : line.Idle.Min.Agent;
    }

    /// <summary>The call that has been waiting longest, of the highest priority, over all queues the agent may serve.</summary>
    public CallId? FindCallFor(AgentId agent)
    {
        WaitingCall? best = null;
        foreach (var queue in QueuesOf(agent))
        {
            var line = LineOf(queue);
            if (line.Waiting.Count == 0) continue;
            var head = line.Waiting.Min;
            if (best is null || head.CompareTo(best.Value) < 0) best = head;
        }

        return best?.Call;
    }

    /// <summary>Position of a call in its queue; 1 is next. O(position).</summary>
    public int PositionOf(CallId call)
    {
        if (!_places.TryGetValue(call, out var found)) return 0;
        var position = 1;
        foreach (var place in LineOf(found.Queue).Waiting)
        {
            if (place.Call == call) return position;
            position++;
        }

        return 0;
    }

    /// <summary>How many calls wait in a queue.</summary>
    public int WaitingIn(QueueName queue) => _lines.TryGetValue(queue, out var line) ? line.Waiting.Count : 0;

    public void Clear()
    {
        _lines.Clear();
        _places.Clear();
        _idle.Clear();
    }

    private void AddToLines(IdleAgent idle)
    {
        foreach (var queue in QueuesOf(idle.Agent)) LineOf(queue).Idle.Add(idle);
    }

    private QueueName[] QueuesOf(AgentId agent) => _queuesOf.TryGetValue(agent, out var queues) ? queues : [];

    private Line LineOf(QueueName queue)
    {
        if (!_lines.TryGetValue(queue, out var line)) _lines[queue] = line = new Line();
        return line;
    }

    private sealed class Line
    {
        public SortedSet<WaitingCall> Waiting { get; } = [];

        public SortedSet<IdleAgent> Idle { get; } = [];
    }

    /// <summary>A place in the line: higher priority first, then the order of joining.</summary>
    private readonly record struct WaitingCall(int Priority, long JoinSequence, CallId Call) : IComparable<WaitingCall>
    {
        public int CompareTo(WaitingCall other)
        {
            var byPriority = other.Priority.CompareTo(Priority);
            return byPriority != 0 ? byPriority : JoinSequence.CompareTo(other.JoinSequence);
        }
    }

    /// <summary>An idle agent: longest idle first, then by id.</summary>
    private readonly record struct IdleAgent(TimeSpan IdleSince, AgentId Agent) : IComparable<IdleAgent>
    {
        public int CompareTo(IdleAgent other)
        {
            var bySince = IdleSince.CompareTo(other.IdleSince);
            return bySince != 0 ? bySince : Agent.CompareTo(other.Agent);
        }
    }
}

namespace Telephony.Core.Tests.Routing;

/// <summary>The rules of routing as one would say them, by looking at everybody each time: the measure for the real one, in choices and in speed.</summary>
internal sealed class NaiveRouter
{
    private readonly List<Call> _waiting = [];
    private readonly List<Agent> _idle = [];
    private readonly Dictionary<QueueName, AgentId> _lastRung = [];
    private readonly Dictionary<(AgentId, QueueName, int), bool> _fits = [];
    private SiteConfiguration _site = SiteConfiguration.Empty;

    public IReadOnlyList<Call> Waiting => _waiting;

    public IReadOnlyList<Agent> Idle => _idle;

    public void Configure(SiteConfiguration site)
    {
        _site = site;
        _fits.Clear();
        foreach (var queue in _lastRung.Keys.Where(q => StrategyOf(q) != RoutingStrategy.RoundRobin).ToArray()) _lastRung.Remove(queue);
    }

    public void AddWaiting(Call call) => _waiting.Add(call);

    public void RemoveWaiting(Call call) => _waiting.Remove(call);

    public void AddIdle(Agent agent) => _idle.Add(agent);

    public void RemoveIdle(Agent agent) => _idle.Remove(agent);

    public bool Fits(Agent agent, Call call)
    {
        // Only the skills are remembered, or a million operations would take minutes.
        var key = (agent.Id, call.Queue!.Value, call.RelaxStep);
        if (!_fits.TryGetValue(key, out var fits)) _fits[key] = fits = Judge(agent, call);
        return fits;
    }

    private bool Judge(Agent agent, Call call)
    {
        if (!_site.Agents.TryGetValue(agent.Id.Value, out var profile) || !_site.Queues.TryGetValue(call.Queue!.Value.Value, out var rule)) return false;
        return call.RelaxStep <= rule.Relax.Length && profile.Queues.Contains(call.Queue.Value.Value) && rule.SkillsAt(call.RelaxStep).Matches(profile.Skills);
    }

    public Call? FindCallFor(Agent agent)
    {
        Call? best = null;
        foreach (var call in _waiting)
        {
            if (!Fits(agent, call)) continue;
            if (best is null || call.Priority > best.Priority || (call.Priority == best.Priority && call.JoinSequence < best.JoinSequence)) best = call;
        }

        return best;
    }

    /// <summary>The agents a strategy may choose: one, unless it is random.</summary>
    public List<Agent> FindAgentsFor(Call call)
    {
        var fitting = _idle.Where(a => Fits(a, call)).ToList();
        if (fitting.Count == 0) return fitting;
        var rule = _site.Queues[call.Queue!.Value.Value];
        var byIdle = fitting.OrderBy(a => a.IdleSince.Elapsed).ThenBy(a => a.Id.Value, StringComparer.Ordinal);
        var byId = fitting.OrderBy(a => a.Id.Value, StringComparer.Ordinal);
        return rule.Strategy switch
        {
            RoutingStrategy.FewestCalls => [byIdle.MinBy(a => a.CallsTaken)!],
            RoutingStrategy.LeastOccupied => [byIdle.MinBy(a => a.OccupancyMillionths)!],
            RoutingStrategy.MostSkilled => [byIdle.MaxBy(a => Score(a, rule.SkillsAt(call.RelaxStep)))!],
            RoutingStrategy.LeastSkilled => [byIdle.MinBy(a => _site.Agents[a.Id.Value].Skills.Values.Sum())!],
            RoutingStrategy.Linear => [byId.First()],
            RoutingStrategy.RoundRobin => [byId.FirstOrDefault(a => _lastRung.TryGetValue(call.Queue.Value, out var last) && a.Id.CompareTo(last) > 0) ?? byId.First()],
            RoutingStrategy.Random => fitting,
            _ => [byIdle.First()],
        };
    }

    public void Rung(QueueName queue, AgentId agent)
    {
        if (StrategyOf(queue) == RoutingStrategy.RoundRobin) _lastRung[queue] = agent;
    }

    private RoutingStrategy? StrategyOf(QueueName queue) => _site.Queues.TryGetValue(queue.Value, out var rule) ? rule.Strategy : null;

    private int Score(Agent agent, SkillExpression skills)
    {
        var has = _site.Agents[agent.Id.Value].Skills;
        return skills.Uses.IsEmpty ? has.Values.Sum() : skills.Uses.Select(u => u.Skill).Distinct().Sum(s => has.GetValueOrDefault(s));
    }
}

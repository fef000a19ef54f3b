namespace Telephony.Core.Tests.Routing;

/// <summary>The rules of routing as one would say them, by looking at everybody each time: the measure for the real one, in choices and in speed.</summary>
internal sealed class NaiveRouter
{
    private readonly List<Call> _waiting = [];
    private readonly List<Agent> _idle = [];
    private readonly Dictionary<QueueName, AgentId> _lastRung = [];
    private readonly Dictionary<(AgentId, QueueName, int, string), bool> _fits = [];
    private SiteConfiguration _site = SiteConfiguration.Empty;

    public IReadOnlyList<Call> Waiting => _waiting;

    public IReadOnlyList<Agent> Idle => _idle;

    public TimeSpan Now { get; set; }

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
        if (!_site.Agents.TryGetValue(agent.Id.Value, out var profile) || !_site.Queues.TryGetValue(call.Queue!.Value.Value, out var rule)) return false;
        if (call.Reserved is { } only) return only == agent.Id;
        if (call.Excluded.Any(e => e.Agent == agent.Id)) return false;
        var waited = Now - call.JoinedQueueAt.Elapsed;
        return profile.In(call.Queue.Value.Value).Delay <= waited && HasSkills(agent.Id, profile, call, rule, rule.StepAfter(waited));
    }

    /// <summary>Only the skills are remembered, or a million operations would take minutes.</summary>
    private bool HasSkills(AgentId agent, AgentProfile profile, Call call, QueueRule rule, int step)
    {
        var key = (agent, call.Queue!.Value, step, call.Needs.Skills.Text);
        if (!_fits.TryGetValue(key, out var fits))
            _fits[key] = fits = profile.Queues.Contains(call.Queue.Value.Value) && rule.SkillsAt(step, call.Needs.Skills).Matches(profile.Skills);
        return fits;
    }

    public Call? FindCallFor(Agent agent)
    {
        Call? best = null;
        foreach (var call in _waiting)
        {
            if (Fits(agent, call) && (best is null || Compare(agent, call, best) < 0)) best = call;
        }

        return best;
    }

    /// <summary>Who comes first for an agent: the agent's priority of the queue, its weight, the score, the place.</summary>
    private int Compare(Agent agent, Call a, Call b)
    {
        var own = PriorityFor(agent, b).CompareTo(PriorityFor(agent, a));
        return own != 0 ? own : Compare(a, b);
    }

    public int Compare(Call a, Call b)
    {
        var weight = RuleOf(b).Weight.CompareTo(RuleOf(a).Weight);
        if (weight != 0) return weight;
        var score = ScoreOf(b).CompareTo(ScoreOf(a));
        if (score != 0) return score;
        return a.Place != b.Place ? a.Place.CompareTo(b.Place) : a.JoinSequence.CompareTo(b.JoinSequence);
    }

    public int PositionOf(Call call) => 1 + _waiting.Count(c => c.Queue == call.Queue && c != call && Compare(c, call) < 0);

    /// <summary>The agents a strategy may choose: one, unless it is random.</summary>
    public List<Agent> FindAgentsFor(Call call)
    {
        var fitting = _idle.Where(a => Fits(a, call)).ToList();
        if (fitting.Count <= 1) return fitting;
        var queue = call.Queue!.Value.Value;
        var order = fitting.Min(a => _site.Agents[a.Id.Value].In(queue).Order);
        fitting.RemoveAll(a => _site.Agents[a.Id.Value].In(queue).Order != order);
        var rule = RuleOf(call);
        var skills = rule.SkillsAt(rule.StepAfter(Now - call.JoinedQueueAt.Elapsed), call.Needs.Skills);
        var byIdle = fitting.OrderBy(a => a.IdleSince.Elapsed).ThenBy(a => a.Id.Value, StringComparer.Ordinal);
        var byId = fitting.OrderBy(a => a.Id.Value, StringComparer.Ordinal);
        return rule.Strategy switch
        {
            RoutingStrategy.FewestCalls => [byIdle.MinBy(a => a.CallsTaken)!],
            RoutingStrategy.LeastOccupied => [byIdle.MinBy(a => a.OccupancyMillionths)!],
            RoutingStrategy.MostSkilled => [byIdle.MaxBy(a => Score(a, skills))!],
            RoutingStrategy.LeastSkilled => [byIdle.MinBy(a => _site.Agents[a.Id.Value].Skills.Values.Sum())!],
            RoutingStrategy.Linear => [byId.First()],
            RoutingStrategy.RoundRobin => [byId.FirstOrDefault(a => _lastRung.TryGetValue(call.Queue.Value, out var last) && a.Id.CompareTo(last) > 0) ?? byId.First()],
            RoutingStrategy.Random or RoutingStrategy.WeightedRandom => fitting,
            _ => [byIdle.First()],
        };
    }

    public void Rung(QueueName queue, AgentId agent)
    {
        if (StrategyOf(queue) == RoutingStrategy.RoundRobin) _lastRung[queue] = agent;
    }

    /// <summary>The calls that are served when as many of the first ones as can be together are: each in turn, if agents can be found for it and all before.</summary>
    public List<Call> ServedTogether()
    {
        var callOf = new Dictionary<Agent, Call>();
        return [.. _waiting.Order(Comparer<Call>.Create(Compare)).Where(call => FindPlace(call, callOf, []))];
    }

    private bool FindPlace(Call call, Dictionary<Agent, Call> callOf, HashSet<Agent> tried)
    {
        foreach (var agent in _idle)
        {
            if (!Fits(agent, call) || !tried.Add(agent)) continue;
            if (callOf.TryGetValue(agent, out var other) && !FindPlace(other, callOf, tried)) continue;
            callOf[agent] = call;
            return true;
        }

        return false;
    }

    private QueueRule RuleOf(Call call) => _site.Queues[call.Queue!.Value.Value];

    private long ScoreOf(Call call) => CallOrder.Score(call.Priority, RuleOf(call).Ageing, Now - (call.AgedSince ?? call.QueuedAt?.Elapsed ?? TimeSpan.Zero));

    private int PriorityFor(Agent agent, Call call) => _site.Agents[agent.Id.Value].In(call.Queue!.Value.Value).Priority;

    private RoutingStrategy? StrategyOf(QueueName queue) => _site.Queues.TryGetValue(queue.Value, out var rule) ? rule.Strategy : null;

    private int Score(Agent agent, SkillExpression skills)
    {
        var has = _site.Agents[agent.Id.Value].Skills;
        return skills.Uses.IsEmpty ? has.Values.Sum() : skills.Uses.Select(u => u.Skill).Distinct().Sum(s => has.GetValueOrDefault(s));
    }
}

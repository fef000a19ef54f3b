using System.Collections.Immutable;

namespace Telephony.Core.Tests.Routing;

/// <summary>A random centre in which the indexed router and the naive one are asked the same, operation by operation.</summary>
internal sealed class RouterWorld
{
    private readonly List<Agent> _agents = [];
    private readonly Random _dice;
    private readonly Router _router = new();
    private readonly NaiveRouter _naive = new();
    private readonly int _queues;
    private SiteConfiguration _site = SiteConfiguration.Empty;
    private long _sequence;
    private TimeSpan _now = TimeSpan.FromMinutes(10);

    public RouterWorld(int seed)
    {
        _dice = new Random(seed);
        _queues = 1 + _dice.Next(8);
        for (var i = 1 + _dice.Next(30); i > 0; i--) _agents.Add(new Agent { Id = new AgentId($"a{i:D2}") });
        Pass(TimeSpan.Zero);
        Configure();
    }

    /// <summary>How often an agent was chosen for a call.</summary>
    public long Choices { get; private set; }

    public void Step()
    {
        switch (_dice.Next(20))
        {
            case < 6: ToggleIdle(_agents[_dice.Next(_agents.Count)]); break;
            case < 12: Arrive(); break;
            case < 13 when _naive.Waiting.Count > 0: Leave(); break;
            case < 15 when _naive.Waiting.Count > 0: Change(); break;
            case < 16: Pass(TimeSpan.FromMilliseconds(_dice.Next(700))); break;
            case < 17 when _dice.Next(50) == 0: Configure(); break;
            case < 18 when _dice.Next(4) == 0: PlanTogether(); break;
            default: CompareOrder(); break;
        }
    }

    private void ToggleIdle(Agent agent)
    {
        if (_router.IsIdle(agent.Id))
        {
            _router.RemoveIdle(agent.Id);
            _naive.RemoveIdle(agent);
            return;
        }

        BecomeIdle(agent);
        var call = _naive.FindCallFor(agent);
        Assert.That(_router.FindCallFor(agent), Is.SameAs(call));
        if (call is not null) Serve(call);
    }

    private void BecomeIdle(Agent agent)
    {
        agent.IdleSince = new Moment(TimeSpan.FromSeconds(_dice.Next(40)), default);
        agent.StateSince = new Moment(TimeSpan.FromSeconds(100), default);
        agent.LoggedInAt = default(Moment);
        agent.CallsTaken = _dice.Next(5);
        agent.TimeIn[AgentState.Talking] = TimeSpan.FromSeconds(_dice.Next(8) * 10);
        _router.AddIdle(agent);
        _naive.AddIdle(agent);
    }

    private void Arrive()
    {
        var joined = new Moment(_now - TimeSpan.FromSeconds(_dice.Next(4)), default);
        var call = new Call
        {
            Id = new CallId($"c{++_sequence}"),
            Queue = new QueueName($"q{_dice.Next(_queues)}"),
            Priority = _dice.Next(3) * 2,
            JoinSequence = _sequence,
            QueuedAt = new Moment(_now, default),
            JoinedQueueAt = joined,
            Needs = new CallNeeds { Skills = SkillExpression.Parse(_dice.Next(4) == 0 ? Skills() : "") },
        };
        if (_dice.Next(8) == 0 && _agents[_dice.Next(_agents.Count)] is var preferred && Serves(preferred.Id, call.Queue.Value)) call.Reserved = preferred.Id;
        for (var i = _dice.Next(10) - 6; i > 0; i--) call.Excluded.Add(new Exclusion(_agents[_dice.Next(_agents.Count)].Id, null, "test"));
        if (_dice.Next(5) == 0) Put(call);
        Add(call);
        Assert.That(_router.PositionOf(call.Id), Is.EqualTo(_naive.PositionOf(call)));
        if (_dice.Next(3) > 0) Serve(call);
    }

    private void Leave()
    {
        var call = _naive.Waiting[_dice.Next(_naive.Waiting.Count)];
        Assert.That(_router.PositionOf(call.Id), Is.EqualTo(_naive.PositionOf(call)));
        Remove(call);
    }

    private void Change()
    {
        var call = _naive.Waiting[_dice.Next(_naive.Waiting.Count)];
        Remove(call);
        (call.Priority, call.PutAt, call.AgedSince, call.Reserved) = (_dice.Next(11), null, null, null);
        if (_dice.Next(2) == 0) call.Excluded.Clear();
        if (_dice.Next(2) == 0) Put(call);
        Add(call);
        Serve(call);
    }

    private void Put(Call call)
    {
        if (_router.PlaceAt(call, 1 + _dice.Next(12)) is var (place, since)) (call.PutAt, call.AgedSince) = (place, since);
    }

    private void Serve(Call call)
    {
        var wanted = _naive.FindAgentsFor(call);
        var chosen = _router.FindAgentFor(call, (ulong)_dice.NextInt64())?.Id;
        Assert.That(chosen is not null, Is.EqualTo(wanted.Count > 0));
        if (chosen is not { } id) return;
        Assert.That(wanted.Select(a => a.Id), Has.Member(id));
        Assert.That(_router.CandidatesFor(call.Id), Is.EqualTo(_naive.Idle.Count(a => _naive.Fits(a, call))));
        Pair(call, id);
    }

    private void Pair(Call call, AgentId id)
    {
        Choices++;
        Remove(call);
        var agent = _agents.Single(a => a.Id == id);
        _router.RemoveIdle(id);
        _naive.RemoveIdle(agent);
        _router.Rung(call.Queue!.Value, id);
        _naive.Rung(call.Queue.Value, id);
    }

    /// <summary>Everybody is matched at once; only calls that may be changed for one another are in it, for the others the plan promises less.</summary>
    private void PlanTogether()
    {
        foreach (var call in _naive.Waiting.Where(c => c.Reserved is not null || c.Excluded.Count > 0).ToArray()) Remove(call);
        foreach (var agent in _agents.Where(a => !_router.IsIdle(a.Id) && _dice.Next(2) == 0)) BecomeIdle(agent);
        var served = _naive.ServedTogether();
        var plan = _router.PlanEverything((ulong)_dice.NextInt64());
        Assert.That(plan.Select(p => p.Call), Is.EqualTo(served.Select(c => c.Id)), "the first ones that can be served together, in their order");
        Assert.That(plan.Select(p => p.Agent), Is.Unique);
        foreach (var (call, agent) in plan)
        {
            var waiting = served.Single(c => c.Id == call);
            Assert.That(_naive.Fits(_agents.Single(a => a.Id == agent), waiting), Is.True, $"{agent} may serve {call}");
            Pair(waiting, agent);
        }
    }

    private void CompareOrder()
    {
        if (_naive.Waiting.Count > 40) Remove(_naive.Waiting[0]);
        foreach (var agent in _naive.Idle.Take(2)) Assert.That(_router.FindCallFor(agent), Is.SameAs(_naive.FindCallFor(agent)));
        if (_naive.Waiting.Count == 0) return;
        var call = _naive.Waiting[_dice.Next(_naive.Waiting.Count)];
        Assert.That(_router.PositionOf(call.Id), Is.EqualTo(_naive.PositionOf(call)));
    }

    private void Pass(TimeSpan time)
    {
        _now += time;
        (_router.Now, _naive.Now) = (_now, _now);
        foreach (var call in _naive.Waiting) _router.Advance(call.Id);
    }

    private void Add(Call call)
    {
        _router.AddWaiting(call);
        _naive.AddWaiting(call);
    }

    private void Remove(Call call)
    {
        _router.RemoveWaiting(call.Id);
        _naive.RemoveWaiting(call);
    }

    private void Configure()
    {
        var rules = Enumerable.Range(0, _queues).ToDictionary(i => $"q{i}", i => TestSite.Queue(i % 3, skills: Skills()) with
        {
            Relax = [.. Enumerable.Range(1, 2).Select(s => new RelaxStep(TimeSpan.FromSeconds(s), SkillExpression.Parse(Skills()), _dice.Next(3) == 0))],
            Strategy = (RoutingStrategy)_dice.Next(Enum.GetValues<RoutingStrategy>().Length),
            Weight = _dice.Next(4) == 0 ? _dice.Next(3) : 0,
            Ageing = _dice.Next(2) == 0 ? null : new AgeingRule(TimeSpan.FromMilliseconds(_dice.Next(100, 20_000)), _dice.Next(1, 11)),
        });
        var profiles = _agents.Where(_ => _dice.Next(10) > 0).ToDictionary(a => a.Id.Value, _ => TestSite.Agent(
            string.Join(' ', rules.Keys.Where(_ => _dice.Next(2) == 0)),
            string.Join(' ', "xyz".Where(_ => _dice.Next(2) == 0).Select(s => $"{s}={1 + _dice.Next(4)}"))) with
        {
            Profiles = rules.Keys.Where(_ => _dice.Next(4) == 0).ToImmutableSortedDictionary(q => q, _ => new QueueProfile(
                1 + _dice.Next(3), _dice.Next(3), TimeSpan.FromMilliseconds(_dice.Next(3) * 1300), 1 + _dice.Next(3)), StringComparer.Ordinal),
        });
        _site = TestSite.With(rules, profiles);
        _naive.Configure(_site);
        _router.Configure(_site);
        foreach (var call in _naive.Waiting.Where(c => c.Reserved is { } only && !Serves(only, c.Queue!.Value)).ToArray())
        {
            call.Reserved = null; // as the core does when an agent does not serve the queue any more
            _router.Advance(call.Id);
        }
    }

    private bool Serves(AgentId agent, QueueName queue) => _site.Agents.TryGetValue(agent.Value, out var profile) && profile.Queues.Contains(queue.Value);

    private string Skills() => (new[] { "", "x", "x>=3", "y | z>2", "!x & y", "x & y & z" })[_dice.Next(6)];
}

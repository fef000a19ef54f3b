namespace Telephony.Core.Tests.Routing;

/// <summary>The indexed router chooses what the naive one chooses, over random operations of every kind.</summary>
public sealed class RouterTests
{
    private const int Worlds = 40;
    private const int OperationsEach = 25_000;

    private readonly List<Agent> _agents = [];
    private Random _dice = new(0);
    private Router _router = new();
    private NaiveRouter _naive = new();
    private long _sequence;
    private long _choices;

    [Test]
    public void A_million_random_operations_choose_what_a_scan_of_everybody_chooses()
    {
        _choices = 0;
        for (var world = 1; world <= Worlds; world++)
        {
            (_dice, _router, _naive, _sequence) = (new Random(world), new Router(), new NaiveRouter(), 0);
            _agents.Clear();
            var queues = 1 + _dice.Next(8);
            var agents = 1 + _dice.Next(30);
            for (var i = 0; i < agents; i++) _agents.Add(new Agent { Id = new AgentId($"a{i:D2}") });
            Configure(queues);
            for (var operation = 0; operation < OperationsEach; operation++) Step(queues);
        }

        Assert.That(_choices, Is.GreaterThan(150_000), "operations after which nobody is chosen prove little");
    }

    [Test]
    public void A_random_choice_is_even()
    {
        const int Agents = 7, Throws = 70_000;
        _router = new Router();
        _router.Configure(TestSite.With(
            new Dictionary<string, QueueRule> { ["sales"] = TestSite.Queue() with { Strategy = RoutingStrategy.Random } },
            Enumerable.Range(0, Agents).ToDictionary(i => $"a{i}", i => TestSite.Agent("sales", $"x={1 + (i % 3)}"))));
        for (var i = 0; i < Agents; i++) _router.AddIdle(new Agent { Id = new AgentId($"a{i}") });
        var call = new Call { Id = new CallId("c"), Queue = new QueueName("sales"), JoinSequence = 1 };
        _router.AddWaiting(call);
        var counts = Enumerable.Range(0, Throws).Select(i => _router.FindAgentFor(call.Id, Acd.Mixed((ulong)i))!.Value).CountBy(a => a.Value).ToDictionary();
        Assert.That(counts, Has.Count.EqualTo(Agents));
        // Chi-square with 6 degrees of freedom: above 22.5 in one of a thousand fair draws; the dice are fixed.
        Assert.That(counts.Values.Sum(n => Math.Pow(n - (Throws / Agents), 2) / (Throws / Agents)), Is.LessThan(22.5));
    }

    private void Step(int queues)
    {
        switch (_dice.Next(20))
        {
            case < 6: ToggleIdle(_agents[_dice.Next(_agents.Count)]); break;
            case < 12: Arrive(queues); break;
            case < 14 when _naive.Waiting.Count > 0: Leave(); break;
            case < 17 when _naive.Waiting.Count > 0: Relax(); break;
            case < 18 when _dice.Next(50) == 0: Configure(queues); break;
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

        agent.IdleSince = new Moment(TimeSpan.FromSeconds(_dice.Next(40)), default);
        agent.StateSince = new Moment(TimeSpan.FromSeconds(100), default);
        agent.LoggedInAt = default(Moment);
        agent.CallsTaken = _dice.Next(5);
        agent.TimeIn[AgentState.Talking] = TimeSpan.FromSeconds(_dice.Next(8) * 10);
        _router.AddIdle(agent);
        _naive.AddIdle(agent);
        var call = _naive.FindCallFor(agent);
        Assert.That(_router.FindCallFor(agent.Id), Is.EqualTo(call?.Id));
        if (call is not null) Serve(call);
    }

    private void Arrive(int queues)
    {
        // Waiting calls of one queue have one priority, as in the core.
        var queue = _dice.Next(queues);
        var call = new Call { Id = new CallId($"c{++_sequence}"), Queue = new QueueName($"q{queue}"), Priority = queue % 3, JoinSequence = _sequence, RelaxStep = _dice.Next(3) };
        Add(call);
        Assert.That(_router.PositionOf(call.Id), Is.EqualTo(_router.WaitingIn(call.Queue.Value)));
        if (_dice.Next(3) > 0) Serve(call);
    }

    private void Leave()
    {
        var call = _naive.Waiting[_dice.Next(_naive.Waiting.Count)];
        Assert.That(_router.PositionOf(call.Id), Is.EqualTo(1 + _naive.Waiting.Count(c => c.Queue == call.Queue && c.JoinSequence < call.JoinSequence)));
        Remove(call);
    }

    private void Relax()
    {
        var call = _naive.Waiting[_dice.Next(_naive.Waiting.Count)];
        Remove(call);
        call.RelaxStep = _dice.Next(3);
        Add(call);
        Serve(call);
    }

    private void Serve(Call call)
    {
        var wanted = _naive.FindAgentsFor(call);
        var chosen = _router.FindAgentFor(call.Id, (ulong)_dice.NextInt64());
        Assert.That(chosen is not null, Is.EqualTo(wanted.Count > 0));
        if (chosen is not { } id) return;
        Assert.That(wanted.Select(a => a.Id), Has.Member(id));
        Assert.That(_router.CandidatesFor(call.Id), Is.EqualTo(_naive.Idle.Count(a => _naive.Fits(a, call))));
        _choices++;
        Remove(call);
        var agent = _agents.Single(a => a.Id == id);
        _router.RemoveIdle(id);
        _naive.RemoveIdle(agent);
        _router.Rung(call.Queue!.Value, id);
        _naive.Rung(call.Queue.Value, id);
    }

    private void CompareOrder()
    {
        if (_naive.Waiting.Count > 40) Remove(_naive.Waiting[0]);
        foreach (var agent in _naive.Idle.Take(2)) Assert.That(_router.FindCallFor(agent.Id), Is.EqualTo(_naive.FindCallFor(agent)?.Id));
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

    private void Configure(int queues)
    {
        var rules = Enumerable.Range(0, queues).ToDictionary(i => $"q{i}", i => TestSite.Queue(i % 3, skills: Skills()) with
        {
            Relax = [.. Enumerable.Range(1, 2).Select(s => new RelaxStep(TimeSpan.FromSeconds(s), SkillExpression.Parse(Skills())))],
            Strategy = (RoutingStrategy)_dice.Next(Enum.GetValues<RoutingStrategy>().Length),
        });
        var profiles = _agents.Where(_ => _dice.Next(10) > 0).ToDictionary(a => a.Id.Value, _ => TestSite.Agent(
            string.Join(' ', rules.Keys.Where(_ => _dice.Next(2) == 0)),
            string.Join(' ', "xyz".Where(_ => _dice.Next(2) == 0).Select(s => $"{s}={1 + _dice.Next(4)}"))));
        var site = TestSite.With(rules, profiles);
        _router.Configure(site);
        _naive.Configure(site);
    }

    private string Skills() => (new[] { "", "x", "x>=3", "y | z>2", "!x & y", "x & y & z" })[_dice.Next(6)];
}

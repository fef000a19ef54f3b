using System.Runtime.InteropServices;

namespace Telephony.Core.Tests.Simulation;

/// <summary>One random world, made from a seed: the real core, a simulated Asterisk, people, and faults, in virtual time.
/// After every input all invariants are checked; the same seed gives the same world.</summary>
internal sealed partial class SimWorld
{
    /// <summary>Some ten times as many as the liveliest world has.</summary>
    private const int InputsMost = 100_000;

    private readonly Random _dice;
    private readonly Random? _rules;
    private readonly Random? _flows;
    private readonly Random? _wire;
    private readonly Random? _phones;
    private readonly SimTalks? _talks;
    private readonly SimLines? _otherLines;
    private readonly Dictionary<string, TimeSpan> _lastOf = [];
    private readonly PriorityQueue<Action, (TimeSpan Due, long Order)> _agenda = new();
    private readonly List<AcdInput> _journal = [];
    private readonly SimFaults _faults;
    private readonly SimOracle _oracle;
    private readonly SiteConfiguration _site;
    private readonly SimDecider? _decider;
    private readonly Random? _decisions;
    private Acd _acd = new(strict: true);
    private TimeSpan _now;
    private TimeSpan _wakeAt = TimeSpan.MaxValue;
    private TimeSpan _lastEvent;
    private TimeSpan _lastRequest;
    private long _order;
    private bool _closing;

    /// <param name="seed">Names the world.</param>
    /// <param name="plainRules">As worlds were before there were relaxation and strategies, so that an old seed is still the same world.</param>
    /// <param name="flows">Callers go through random flows in place of a menu of one level.</param>
    /// <param name="orderlyWire">As worlds were before events could be lost one by one, or overtake each other.</param>
    /// <param name="phones">Most agents have several phones.</param>
    public SimWorld(int seed, bool plainRules = false, bool flows = false, bool orderlyWire = false, bool phones = false)
    {
        _phones = phones ? new Random(seed ^ 0x9403) : null;
        _flows = flows ? new Random(seed ^ 0xf10) : null;
        _dice = new Random(seed);
        _rules = plainRules ? null : new Random(seed ^ 0x5eed);
        _life = plainRules ? null : new Random(seed ^ 0x11fe);
        _holds = plainRules ? null : new Random(seed ^ 0x401d);
        _wire = plainRules || orderlyWire ? null : new Random(seed ^ 0x3172);
        if (!plainRules && seed % 4 == 3) _decisions = new Random(seed ^ 0xdec1);
        Seed = seed;
        _faults = new SimFaults(
            Duplicates: Chance(0.5) ? 0.02 : 0, JoinFails: Chance(0.5) ? 0.02 : 0, CutsPerMinute: Chance(0.5) ? 2 : 0,
            RouterCrashesPerMinute: Chance(0.4) ? 1 : 0, AsteriskRestartsPerMinute: Chance(0.2) ? 0.5 : 0,
            ConfigSwapsPerMinute: Chance(0.3) ? 2 : 0, PatienceSeconds: 20 + (100 * Unit()), TalkSeconds: 3 + (20 * Unit()),
            ArrivalsPerSecond: 0.2 + (2 * Unit()), Losses: _wire?.Next(3) == 0 ? 0.003 : 0, Overtakes: _wire?.Next(2) == 0);
        _oracle = new SimOracle(keepsSnapshots: _faults.RouterCrashesPerMinute > 0);
        _site = RandomSite();
        Asterisk = new SimAsterisk(this, _faults);
        if (_wire is not null) (_talks, _otherLines) = (new SimTalks(this, seed ^ 0x7a1c), new SimLines(this, Asterisk, seed ^ 0x11e5));
        if (_decisions is not null) _decider = new SimDecider(this, Asterisk, seed ^ 0xdec2);
    }

    public int Seed { get; }

    public SimAsterisk Asterisk { get; }

    public SiteConfiguration Site => _site;

    public int ConnectionEpoch { get; private set; }

    /// <summary>Whether everybody is to leave.</summary>
    public bool IsClosing => _closing;

    public long Inputs => _journal.Count;

    public IReadOnlyList<AcdInput> Journal => _journal;

    public IReadOnlyList<AcdFact> Facts => _oracle.Facts;

    /// <summary>Runs the world for a while, then lets everybody leave, and checks that nothing is left.</summary>
    public void Run(TimeSpan length)
    {
        Post(new AcdInput.RouterStarted("sim"));
        Post(new AcdInput.ConfigurationLoaded(_site));
        Reconnect();
        foreach (var agent in _site.Agents.Keys) AgentLives(new AgentId(agent));
        Arrivals();
        LiveOn();
        _decider?.Begin();
        Recurring(_faults.CutsPerMinute, Cut);
        Recurring(_faults.RouterCrashesPerMinute, CrashRouter);
        Recurring(_faults.AsteriskRestartsPerMinute, RestartAsterisk);
        Recurring(_faults.ConfigSwapsPerMinute, () => Post(new AcdInput.ConfigurationLoaded(RandomSite())));
        if (_rules is not null) Recurring(60 / 4.0, new SimHands(this, Asterisk, _rules.Next()).DoSomething);
        if (_talks is not null) Recurring(60 / 2.0, () => _talks.DoSomething(_acd.Capture().Calls));
        if (_otherLines is not null) Recurring(60 / 2.0, () => _otherLines.DoSomething(_acd.Capture().Calls));
        RunUntil(length);
        _closing = true;
        RunUntil(length + TimeSpan.FromMinutes(30));
        _oracle.CheckTheEnd(_acd, Asterisk);
    }

    public void Post(AcdInput input)
    {
        var stamped = input with { At = new Moment(_now, DateTimeOffset.UnixEpoch + _now) };
        _journal.Add(stamped);
        if (_journal.Count > InputsMost) throw new InvariantException("livelock", $"{InputsMost} inputs and no end; the last: {string.Join("; ", _journal.TakeLast(12))}");
        var output = _acd.Handle(stamped);
        _oracle.Observe(stamped, output.Facts, _acd);
        foreach (var effect in output.Effects)
        {
            if (effect is AcdEffect.AskForDecision or AcdEffect.TellDecision) _decider?.Hear(effect);
            else Asterisk.CarryOut(effect);
        }

        if (Asterisk.Unanswered.Count > 0) throw new InvariantException("I1", $"{Asterisk.Unanswered[0]} talks and was never answered");
        if (Asterisk.DoubleRings.Count > 0) throw new InvariantException("I3", $"two offers at once: {Asterisk.DoubleRings[0]}");
        Wake();
    }

    public void After(TimeSpan delay, Action action) => _agenda.Enqueue(action, (_now + delay, ++_order));

    /// <summary>An event on its way to us: never before an earlier one, for there is one ordered stream; in some worlds only never before an
    /// earlier one of the same channel.</summary>
    public void Arrives(string channel, TimeSpan delay, Action action)
    {
        if (!_faults.Overtakes)
        {
            InOrder(ref _lastEvent, delay, action);
            return;
        }

        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_lastOf, channel, out _);
        InOrder(ref last, delay, action);
    }

    /// <summary>Whether an event is lost although we are connected. Asterisk closes a connection that it cannot write to, so a cut follows.</summary>
    public bool IsLost()
    {
        if (_faults.Losses == 0 || _wire!.NextDouble() >= _faults.Losses) return false;
        After(TimeSpan.FromSeconds(3 * _wire.NextDouble()), Cut);
        return true;
    }

    /// <summary>A request on its way to Asterisk: never before an earlier one.</summary>
    public void Departs(TimeSpan delay, Action action) => InOrder(ref _lastRequest, delay, action);

    public bool Chance(double p) => _dice.NextDouble() < p;

    public double Unit() => _dice.NextDouble();

    public int Next(int below) => _dice.Next(below);

    public TimeSpan Exponential(double meanSeconds) => TimeSpan.FromSeconds(-Math.Log(1 - _dice.NextDouble()) * meanSeconds);

    /// <summary>A few milliseconds, sometimes seconds.</summary>
    public TimeSpan Latency() => Chance(0.02) ? Exponential(2) : Exponential(0.005);

    private void InOrder(ref TimeSpan last, TimeSpan delay, Action action)
    {
        last = last > _now + delay ? last : _now + delay;
        _agenda.Enqueue(action, (last, ++_order));
    }

    private void RunUntil(TimeSpan end)
    {
        while (_agenda.TryPeek(out _, out var next) && next.Due <= end)
        {
            var action = _agenda.Dequeue();
            _now = next.Due;
            action();
        }

        _now = end;
    }

    private void Wake()
    {
        if (_acd.NextDeadline is not { } due || due >= _wakeAt) return;
        _wakeAt = due;
        var wake = due;
        _agenda.Enqueue(() =>
        {
            if (_wakeAt == wake) _wakeAt = TimeSpan.MaxValue;
            Post(new AcdInput.Tick());
        }, (due > _now ? due : _now, ++_order));
    }

    private void Arrivals() => After(Exponential(1 / _faults.ArrivalsPerSecond), () =>
    {
        if (_closing) return;
        Asterisk.CallerArrives();
        Arrivals();
    });

    private void AgentLives(AgentId agent) => After(Exponential(20), () =>
    {
        var command = _closing || Chance(0.6) ? (Chance(0.5) ? AgentCommand.LogIn : AgentCommand.Ready)
            : Chance(0.7) ? AgentCommand.Pause : AgentCommand.LogOut;
        Post(new AcdInput.AgentCommanded(null, agent, command, "break"));
        if (!_closing) AgentLives(agent);
    });

    private void Recurring(double perMinute, Action action)
    {
        if (perMinute <= 0) return;
        After(Exponential(60 / perMinute), () =>
        {
            if (_closing) return;
            action();
            Recurring(perMinute, action);
        });
    }

    private void Cut()
    {
        if (!Asterisk.Connected) return;
        Asterisk.Connected = false;
        ConnectionEpoch++;
        Post(new AcdInput.AsteriskLost());
        After(Exponential(3), Reconnect);
    }

    private void Reconnect()
    {
        if (Asterisk.Connected) return;
        ConnectionEpoch++;
        Asterisk.Connected = true;
        Post(Asterisk.Lists());
    }

    private void RestartAsterisk()
    {
        Cut();
        Asterisk.Restart();
    }

    /// <summary>kill -9: a new core is made from the journal, or from a snapshot and what came after.</summary>
    private void CrashRouter()
    {
        Asterisk.Connected = false;
        ConnectionEpoch++;
        var fresh = new Acd(strict: true);
        if (Chance(0.5) && _oracle.LastSnapshot is { } snapshot)
        {
            fresh.Restore(snapshot.Read());
            foreach (var input in _journal.Skip(snapshot.Inputs)) fresh.Handle(input);
        }
        else
        {
            foreach (var input in _journal) fresh.Handle(input);
        }

        SimOracle.CheckSame(_acd, fresh);
        _acd = fresh;
        _wakeAt = TimeSpan.MaxValue;
        Post(new AcdInput.RouterStarted("sim"));
        After(Exponential(1), Reconnect);
    }

    private SiteConfiguration RandomSite()
    {
        var queues = new Dictionary<string, QueueRule>
        {
            ["sales"] = TestSite.Queue(Next(3), 2 + (10 * Unit()), Chance(0.5) ? 0 : 5 * Unit(), Chance(0.5) ? 0 : 20, new CallTarget("support", null), record: true),
            ["support"] = TestSite.Queue(Next(3), 2 + (10 * Unit()), Chance(0.5) ? 0 : 5 * Unit(), Chance(0.5) ? 0 : 30, Chance(0.5) ? CallTarget.HangUp : new CallTarget(null, "main"), skills: "english>=5"),
        };
        var agents = new Dictionary<string, AgentProfile>();
        var count = 1 + Next(12);
        for (var i = 0; i < count; i++)
        {
            agents[$"a{i:D2}"] = TestSite.Agent(Chance(0.5) ? "sales" : Chance(0.5) ? "sales support" : "support", $"english={1 + Next(10)}");
        }

        var site = Enlivened(TestSite.With(queues.ToDictionary(q => q.Key, q => Enlivened(Enriched(q.Value))), agents.ToDictionary(a => a.Key, a => Enriched(a.Value))));
        if (_rules is not null) site = SimRouting.Enriched(site, _rules);
        if (_decisions is not null) site = SimDecider.Enriched(site, _decisions);
        return _flows is null ? site : site with
        {
            Version = $"v{_flows.Next()}",
            Menus = site.Menus.Clear(),
            Flows = RandomFlows.Of(_flows, ["sales", "support"]),
        };
    }

    /// <summary>Expressions, relaxation and strategies, by dice of their own.</summary>
    private QueueRule Enriched(QueueRule rule)
    {
        if (_rules is null || _rules.Next(3) == 0) return rule;
        var relax = new List<RelaxStep>();
        var after = TimeSpan.Zero;
        for (var i = _rules.Next(4); i > 0; i--) relax.Add(new RelaxStep(after += TimeSpan.FromSeconds(_rules.Next(1, 15)), RandomSkills()));
        return rule with { Skills = RandomSkills(), Relax = [.. relax], Strategy = (RoutingStrategy)_rules.Next(Enum.GetValues<RoutingStrategy>().Length) };
    }

    private SkillExpression RandomSkills() => SkillExpression.Parse(
        string.Format(null, new[] { "", "english>={0}", "english<={0} | billing", "english>={0} & !trainee", "!(billing | english<{0})" }[_rules!.Next(5)], _rules.Next(1, 10)));

    private System.Collections.Immutable.ImmutableArray<string>? RandomPhones() =>
        _phones?.Next(4) is > 0 and var others ? [.. Enumerable.Range(1, others).Select(n => $"PJSIP/{n}")] : null;

    private AgentProfile Enriched(AgentProfile agent)
    {
        if (_rules is null) return agent;
        var skills = agent.Skills;
        if (_rules.Next(2) == 0) skills = skills.Add("billing", _rules.Next(1, 11));
        if (_rules.Next(4) == 0) skills = skills.Add("trainee", 1);
        return agent with { Skills = skills, AlsoDials = RandomPhones() };
    }
}

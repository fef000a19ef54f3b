using Telephony.Core.Tests.Simulation;

namespace Telephony.Core.Tests.Races;

/// <summary>One race in virtual time: a strict core with the oracle of the simulation, an Asterisk that knows who lives, and latencies on both ways drawn from a
/// seed, in order for each channel, so that what happens at nearly the same time meets the core in every order that can be.</summary>
internal sealed class RaceWorld
{
    public static readonly AgentId Ann = new("ann");
    public static readonly AgentId Bob = new("bob");

    private const int TurnsMost = 10_000;

    private readonly Random _dice;
    private readonly SiteConfiguration _site;
    private readonly PriorityQueue<Action, (TimeSpan Due, long Order)> _agenda = new();
    private readonly SimOracle _oracle = new(keepsSnapshots: false);
    private readonly Acd _acd = new(strict: true);
    private readonly Dictionary<string, bool> _channels = []; // and whether it is up
    private readonly Dictionary<string, TimeSpan> _lastOf = [];
    private readonly Dictionary<string, (TimeSpan Answered, TimeSpan? Ended, TimeSpan? Bridged)> _answered = [];
    private TimeSpan _now;
    private long _order;

    public RaceWorld(int seed, RoutingStrategy strategy = RoutingStrategy.LongestIdle)
    {
        _dice = new Random(seed);
        _site = TestSite.With(
            new Dictionary<string, QueueRule> { ["sales"] = TestSite.Queue() with { Strategy = strategy, AskAgainAfter = TimeSpan.Zero } },
            new Dictionary<string, AgentProfile> { ["ann"] = TestSite.Agent("sales"), ["bob"] = TestSite.Agent("sales") }, greeting: false);
        Post(new AcdInput.ConfigurationLoaded(_site));
        Post(new AcdInput.AsteriskSynced("g", []));
    }

    /// <summary>The facts so far.</summary>
    public IReadOnlyList<AcdFact> Facts => _oracle.Facts;

    /// <summary>A phone is asked to ring.</summary>
    public Action<AgentId, LegId> Rings { get; set; } = (_, _) => { };

    /// <summary>Answered legs, and how long each was neither in a bridge nor gone.</summary>
    public IEnumerable<TimeSpan> Unsettled => _answered.Values.Select(leg => new[] { leg.Ended, leg.Bridged }.Min() is { } settled ? settled - leg.Answered : TimeSpan.MaxValue);

    public void At(TimeSpan due, Action what) => _agenda.Enqueue(what, (due, ++_order));

    public void Do(TimeSpan due, AcdInput input) => At(due, () => Post(input));

    /// <summary>A caller's phone calls.</summary>
    public void Calls(string caller, TimeSpan due) => At(due, () =>
    {
        _channels[caller] = true;
        Report(caller, new AcdInput.CallOffered(new CallId(caller), "9000", default));
    });

    /// <summary>A caller's phone hangs up.</summary>
    public void HangsUp(string caller, TimeSpan due) => At(due, () => End(caller));

    /// <summary>An agent's phone answers: too late when the leg is gone by then.</summary>
    public void Answers(LegId leg, TimeSpan due) => At(due, () =>
    {
        if (!_channels.TryGetValue(leg.Value, out var isAnswered) || isAnswered) return;
        _channels[leg.Value] = true;
        _answered[leg.Value] = (_now, null, null);
        Report(leg.Value, new AcdInput.LegAnswered(leg));
    });

    /// <summary>Another configuration, with other rules and an agent more or less.</summary>
    public void Swaps(TimeSpan due, int version) => At(due, () => Post(new AcdInput.ConfigurationLoaded(_site with
    {
        Version = $"test-{version}",
        Queues = _site.Queues.SetItem("sales", _site.Queues["sales"] with { RingTimeout = TimeSpan.FromSeconds(10 + (version % 3)), Priority = version % 2 }),
        Agents = version % 2 == 0 ? _site.Agents : _site.Agents.SetItem("eve", TestSite.Agent("sales")),
    })));

    /// <summary>Lives until nothing more happens; then everybody hangs up.</summary>
    public void RunToTheEnd()
    {
        Run();
        foreach (var channel in _channels.Keys.Where(c => !c.Contains("-agent-", StringComparison.Ordinal)).ToArray()) HangsUp(channel, _now);
        Run();
    }

    /// <summary>What must hold at the end, beside what the oracle has watched.</summary>
    public void AssertNothingIsLeft()
    {
        var state = _acd.Capture();
        Assert.That(_channels, Is.Empty, "channels");
        Assert.That(state.Calls.Select(c => c.Id), Is.Empty, "calls");
        Assert.That(state.Agents.Where(a => a.Leg is not null || a.Call is not null), Is.Empty, "agents that are kept busy");
        Assert.That(Facts.OfType<AcdFact.CallEnded>().Count(), Is.EqualTo(Facts.OfType<AcdFact.CallArrived>().Count()), "each call ends once");
    }

    private TimeSpan Latency() => TimeSpan.FromMilliseconds(0.2 + (_dice.NextDouble() * (_dice.Next(8) == 0 ? 40 : 6)));

    private void Run()
    {
        for (var turn = 0; ; turn++)
        {
            if (turn > TurnsMost) throw new InvalidOperationException("the race has no end");
            var next = _agenda.TryPeek(out _, out var first) ? first.Due : TimeSpan.MaxValue;
            // No deadline far ahead is waited for: rings end by what the race does.
            if (_acd.NextDeadline is { } due && due < next && due < _now + TimeSpan.FromMinutes(1))
            {
                _now = due > _now ? due : _now;
                Post(new AcdInput.Tick());
            }
            else if (_agenda.TryDequeue(out var what, out var when))
            {
                _now = when.Due > _now ? when.Due : _now;
                what();
            }
            else
            {
                return;
            }
        }
    }

    private void Post(AcdInput input)
    {
        var stamped = input with { At = new Moment(_now, DateTimeOffset.UnixEpoch + _now) };
        var output = _acd.Handle(stamped);
        _oracle.Observe(stamped, output.Facts, _acd);
        foreach (var effect in output.Effects) Later("request", () => CarryOut(effect));
    }

    /// <summary>Requests arrive in their order, and so do the events of a channel.</summary>
    private void Later(string line, Action what)
    {
        var due = _now + Latency();
        if (_lastOf.TryGetValue(line, out var last) && last > due) due = last;
        _lastOf[line] = due;
        At(due, what);
    }

    private void Report(string channel, AcdInput input) => Later(channel, () => Post(input));

    private void CarryOut(AcdEffect effect)
    {
        switch (effect)
        {
            case AcdEffect.RingAgent e:
                _channels[e.Leg.Value] = false;
                Report(e.Leg.Value, new AcdInput.LegRinging(e.Leg));
                Rings(e.Agent, e.Leg);
                break;
            case AcdEffect.CancelLeg e: End(e.Leg.Value); break;
            case AcdEffect.HangUp e: End(e.Call.Value); break;
            case AcdEffect.SendToFallback e: End(e.Call.Value); break;
            case AcdEffect.DropStrayChannel e: End(e.Channel); break;
            case AcdEffect.Connect e: Join(e); break;
        }
    }

    private void Join(AcdEffect.Connect e)
    {
        foreach (var id in new[] { e.Call.Value, e.Leg.Value }.Where(id => _channels.GetValueOrDefault(id)))
        {
            if (_answered.TryGetValue(id, out var leg)) _answered[id] = leg with { Bridged = leg.Bridged ?? _now };
            Report(id, new AcdInput.BridgeEntered(e.Call, id));
        }
    }

    private void End(string channel)
    {
        if (!_channels.Remove(channel)) return;
        if (_answered.TryGetValue(channel, out var leg)) _answered[channel] = leg with { Ended = _now };
        if (channel.Contains("-agent-", StringComparison.Ordinal))
        {
            Report(channel, new AcdInput.LegEnded(new LegId(channel), LegEnd.HungUp));
            return;
        }

        Report(channel, new AcdInput.CallerHungUp(new CallId(channel)));
        Report(channel, new AcdInput.CallerGone(new CallId(channel)));
    }
}

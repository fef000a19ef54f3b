using System.Collections.Immutable;
using Telephony.Core;

namespace Telephony.Server.Tests.Simulation;

/// <summary>A day made by chance, as its journal would have it: callers who come, wait and give up, agents who answer and talk.</summary>
internal sealed class RecordedDay
{
    private readonly Acd _acd = new();
    private readonly PriorityQueue<Action, (TimeSpan Due, long Order)> _agenda = new();
    private readonly HashSet<CallId> _live = [];
    private readonly HashSet<CallId> _connected = [];
    private readonly Random _dice;
    private readonly double _talkSeconds;
    private TimeSpan _now;
    private long _order;

    private RecordedDay(int seed, double talkSeconds) => (_dice, _talkSeconds) = (new Random(seed), talkSeconds);

    public List<AcdInput> Inputs { get; } = [];

    public static RecordedDay Make(int seed, SiteConfiguration site, int calls, double callsPerMinute, double talkSeconds, double patienceSeconds)
    {
        var day = new RecordedDay(seed, talkSeconds);
        day.Post(new AcdInput.ConfigurationLoaded(site));
        day.Post(new AcdInput.AsteriskSynced("g", []));
        foreach (var agent in site.Agents.Keys) day.Post(new AcdInput.AgentCommanded(null, new AgentId(agent), AgentCommand.LogIn, null));
        day.Live(calls, callsPerMinute, patienceSeconds);
        return day;
    }

    public static SiteConfiguration Site(int agents, int within = 20) => SiteConfiguration.Empty with
    {
        Version = $"{agents} agents",
        Numbers = ImmutableSortedDictionary<string, EntryPoint>.Empty.Add("*", new EntryPoint([], "en", new CallTarget("sales", null))),
        Queues = ImmutableSortedDictionary<string, QueueRule>.Empty.Add("sales", new QueueRule
        {
            Label = new Label("Sales", "销售"),
            Skills = SkillExpression.Anyone,
            RingTimeout = TimeSpan.FromSeconds(15),
            WrapUp = TimeSpan.FromSeconds(20),
            MaxWait = TimeSpan.Zero,
            Overflow = CallTarget.HangUp,
            Music = "default",
            Record = false,
            Priority = 0,
            Objective = ServiceObjective.Default with { Within = TimeSpan.FromSeconds(within) },
            Recovery = new RecoveryRule(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30)),
        }),
        Agents = Enumerable.Range(1, agents).ToImmutableSortedDictionary(i => $"a{i:D2}", i => new AgentProfile
        {
            Name = $"a{i:D2}", DialTarget = "PJSIP/x", Language = "en", Queues = ["sales"], Skills = ImmutableSortedDictionary<string, int>.Empty,
        }),
    };

    private void Live(int calls, double perMinute, double patienceSeconds)
    {
        var at = TimeSpan.Zero;
        for (var i = 0; i < calls; i++)
        {
            var call = new CallId($"c{i}");
            at += Exponential(60 / perMinute);
            At(at, () =>
            {
                _live.Add(call);
                Post(new AcdInput.CallOffered(call, "8000", default));
                At(_now + Exponential(patienceSeconds), () => { if (!_connected.Contains(call)) HangUp(call); });
            });
        }

        while (_agenda.TryPeek(out _, out var next) && next.Due <= at)
        {
            if (_acd.NextDeadline is { } due && due < next.Due)
            {
                _now = due > _now ? due : _now;
                Post(new AcdInput.Tick());
                continue;
            }

            var action = _agenda.Dequeue();
            _now = next.Due;
            action();
        }
    }

    private void React(AcdEffect effect)
    {
        switch (effect)
        {
            case AcdEffect.RingAgent e when _dice.Next(20) == 0: At(_now + Exponential(2), () => Post(new AcdInput.LegEnded(e.Leg, LegEnd.Declined))); break;
            case AcdEffect.RingAgent e: At(_now + TimeSpan.FromSeconds(2 + (4 * _dice.NextDouble())), () => Post(new AcdInput.LegAnswered(e.Leg))); break;
            case AcdEffect.CancelLeg e: At(_now, () => Post(new AcdInput.LegEnded(e.Leg, LegEnd.HungUp))); break;
            case AcdEffect.HangUp e: At(_now, () => HangUp(e.Call)); break;
            case AcdEffect.Connect e:
                At(_now, () => Post(new AcdInput.BridgeEntered(e.Call, e.Call.Value)));
                At(_now, () => Post(new AcdInput.BridgeEntered(e.Call, e.Leg.Value)));
                _connected.Add(e.Call);
                At(_now + Exponential(_talkSeconds), () => HangUp(e.Call));
                break;
        }
    }

    private void HangUp(CallId call)
    {
        if (_live.Remove(call)) Post(new AcdInput.CallerGone(call));
    }

    private void At(TimeSpan due, Action action) => _agenda.Enqueue(action, (due, ++_order));

    private void Post(AcdInput input)
    {
        var stamped = input with { At = new Moment(_now, new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero) + _now) };
        Inputs.Add(stamped);
        foreach (var effect in _acd.Handle(stamped).Effects.ToArray()) React(effect);
    }

    private TimeSpan Exponential(double meanSeconds) => TimeSpan.FromSeconds(-Math.Log(1 - _dice.NextDouble()) * meanSeconds);
}

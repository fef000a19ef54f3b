using System.Text.Json;
using Telephony.Core.Tests.Simulation;

namespace Telephony.Core.Tests.Properties;

/// <summary>A walk through the core: each number is one thing that happens, so that a walk that breaks a property can be made shorter and simpler
/// until only what matters is left. The oracle of the simulation watches.</summary>
internal sealed class Walk
{
    /// <summary>How long a call waits for one point more, where it rises.</summary>
    public static readonly TimeSpan PointEvery = TimeSpan.FromSeconds(10);

    private static readonly SiteConfiguration Site = MakeSite();
    private static readonly SiteConfiguration AgeingSite = MakeAgeingSite();

    private readonly AgentId[] _agents;
    private readonly string[] _numbers;
    private readonly SimOracle _oracle = new(keepsSnapshots: true);
    private readonly List<CallId> _callers = [];
    private readonly Dictionary<AgentId, LegId> _legs = [];
    private readonly Queue<AcdInput> _then = new();
    private TimeSpan _now;
    private int _calls;

    private Walk(SiteConfiguration site)
    {
        _agents = [.. site.Agents.Keys.Select(a => new AgentId(a))];
        _numbers = [.. site.Numbers.Keys.Where(n => n.StartsWith('9'))];
    }

    public Acd Acd { get; } = new(strict: true);

    public List<AcdInput> Inputs { get; } = [];

    public IReadOnlyList<AcdFact> Facts => _oracle.Facts;

    /// <summary>Walks. Throws when an invariant or the oracle says that something is wrong.</summary>
    public static Walk Of(int[] numbers) => Through(Site, numbers);

    /// <summary>Walks where calls of all priorities come to one queue, in which waiting adds to the priority.</summary>
    public static Walk OfAgeing(int[] numbers) => Through(AgeingSite, numbers);

    private static Walk Through(SiteConfiguration site, int[] numbers)
    {
        var walk = new Walk(site);
        walk.Post(new AcdInput.ConfigurationLoaded(site));
        walk.Post(new AcdInput.AsteriskSynced("g", []));
        foreach (var number in numbers) walk.Step(Math.Abs((long)number));
        return walk;
    }

    public static string Text(Acd acd) => JsonSerializer.Serialize(acd.Capture(), SimSnapshot.Json);

    /// <summary>Who could be rung for a waiting call and is not, found by asking about every pair; null when there is none.</summary>
    public string? Unmatched()
    {
        foreach (var call in Acd.Capture().Calls.Where(c => c.State == CallState.Queued))
        {
            foreach (var agent in _agents)
            {
                if (Acd.WhyNot(call.Id, agent).Reason == IdleReason.None) return $"{agent} and {call.Id}";
            }
        }

        return null;
    }

    private void Step(long number)
    {
        var (kind, which) = (number % 9, (int)(number / 9));
        var agent = _agents[which % _agents.Length];
        switch (kind)
        {
            case 0 or 1: Arrive(_numbers[which % _numbers.Length]); break;
            case 2: Command(agent, AgentCommand.LogIn); break;
            case 3: Command(agent, which % 3 == 0 ? AgentCommand.Pause : AgentCommand.Ready); break;
            case 4: Command(agent, which % 4 == 0 ? AgentCommand.LogOut : AgentCommand.Ready); break;
            case 5 when _legs.TryGetValue(agent, out var leg): Answer(leg); break;
            case 6 when _legs.Remove(agent, out var leg): Post(new AcdInput.LegEnded(leg, which % 2 == 0 ? LegEnd.HungUp : LegEnd.Busy)); break;
            case 7 when _callers.Count > 0: HangUp(_callers[which % _callers.Count]); break;
            default: Pass(TimeSpan.FromSeconds(1 + (which % 12))); break;
        }
    }

    private void Arrive(string number)
    {
        var call = new CallId($"c{++_calls}");
        _callers.Add(call);
        Post(new AcdInput.CallOffered(call, number, default));
    }

    private void HangUp(CallId call)
    {
        if (_callers.Remove(call)) Post(new AcdInput.CallerGone(call));
    }

    private void Answer(LegId leg)
    {
        Post(new AcdInput.LegAnswered(leg));
        Post(new AcdInput.BridgeEntered(leg.Call, leg.Call.Value));
        Post(new AcdInput.BridgeEntered(leg.Call, leg.Value));
    }

    private void Command(AgentId agent, AgentCommand command) => Post(new AcdInput.AgentCommanded(null, agent, command, "break"));

    private void Pass(TimeSpan time)
    {
        var until = _now + time;
        while (Acd.NextDeadline is { } due && due <= until)
        {
            _now = due > _now ? due : _now;
            Post(new AcdInput.Tick());
        }

        _now = until;
    }

    private void Post(AcdInput input)
    {
        _then.Enqueue(input);
        while (_then.TryDequeue(out var next))
        {
            var stamped = next with { At = new Moment(_now, DateTimeOffset.UnixEpoch + _now) };
            Inputs.Add(stamped);
            var output = Acd.Handle(stamped);
            _oracle.Observe(stamped, output.Facts, Acd);
            foreach (var effect in output.Effects) CarryOut(effect);
        }
    }

    private void CarryOut(AcdEffect effect)
    {
        switch (effect)
        {
            case AcdEffect.RingAgent e: _legs[e.Agent] = e.Leg; break;
            case AcdEffect.CancelLeg e:
                foreach (var (agent, _) in _legs.Where(l => l.Value == e.Leg).ToArray()) _legs.Remove(agent);
                _then.Enqueue(new AcdInput.LegEnded(e.Leg, LegEnd.HungUp));
                break;
            case AcdEffect.HangUp e when _callers.Remove(e.Call): _then.Enqueue(new AcdInput.CallerGone(e.Call)); break;
            case AcdEffect.SendToFallback e when _callers.Remove(e.Call): _then.Enqueue(new AcdInput.CallerGone(e.Call)); break;
            case AcdEffect.StopRecording e: _then.Enqueue(new AcdInput.RecordingStored(e.Recording, "x.wav", TimeSpan.Zero, true)); break;
        }
    }

    private static SiteConfiguration MakeAgeingSite()
    {
        var rule = TestSite.Queue() with { Ageing = new AgeingRule(PointEvery, CallOrder.PriorityMost), AskAgainAfter = TimeSpan.Zero };
        var site = TestSite.With(
            new Dictionary<string, QueueRule> { ["sales"] = rule },
            new Dictionary<string, AgentProfile> { ["ann"] = TestSite.Agent("sales"), ["bob"] = TestSite.Agent("sales") });
        var numbers = site.Numbers.Clear();
        foreach (var priority in new[] { 0, 3, 7, 10 })
            numbers = numbers.Add($"9{priority:00}", new EntryPoint([], "en", new CallTarget("sales", null) { Needs = CallNeeds.None with { Priority = priority } }));
        return site with { Numbers = numbers };
    }

    private static SiteConfiguration MakeSite()
    {
        var site = TestSite.With(
            new Dictionary<string, QueueRule>
            {
                ["sales"] = TestSite.Queue(record: true, maxWaitSeconds: 40, overflow: new CallTarget("support", null)),
                ["support"] = TestSite.Queue(priority: 2, wrapUpSeconds: 6, skills: "english>=5") with { Relax = [new RelaxStep(TimeSpan.FromSeconds(15), SkillExpression.Anyone)] },
            },
            new Dictionary<string, AgentProfile>
            {
                ["ann"] = TestSite.Agent("sales support", "english=7"),
                ["bob"] = TestSite.Agent("sales support", "english=3"),
                ["eve"] = TestSite.Agent("support", "english=5"),
            });
        return site with { Numbers = site.Numbers.Add("9001", new EntryPoint([], "en", new CallTarget("support", null))) };
    }
}

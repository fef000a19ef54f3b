using Telephony.Core;

namespace Telephony.Server.Simulation;

/// <summary>One day of a recording lived again in virtual time: recorded arrivals and shifts, drawn behaviour, the real core.
/// The same seed gives a call the same patience, talk and luck under every configuration, so that two reruns differ by the configuration.</summary>
internal sealed class Rerun
{
    private static readonly TimeSpan PromptLength = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan RingingAfter = TimeSpan.FromMilliseconds(100);

    private readonly Acd _acd = new();
    private readonly PriorityQueue<Action, (TimeSpan Due, long Order)> _agenda = new();
    private readonly Dictionary<CallId, (RecordedCall Recorded, Random Dice)> _live = [];
    private readonly HashSet<CallId> _queued = [];
    private readonly HashSet<CallId> _connected = [];
    private readonly HashSet<LegId> _legs = [];
    private readonly Dictionary<AgentId, QueueName> _lastQueue = [];
    private readonly Core.Statistics _figures = new(TimeSpan.FromDays(3000));
    private readonly Recording _recording;
    private readonly People _people;
    private readonly Random _dice;
    private readonly int _seed;
    private TimeSpan _now;
    private long _order;

    public Rerun(Recording recording, People people, IReadOnlyList<(Moment From, SiteConfiguration Site)> sites, int seed)
    {
        (_recording, _people, _seed, _dice) = (recording, people, seed, new Random(seed));
        _now = recording.From.Elapsed;
        foreach (var (from, site) in sites) At(from.Elapsed, () => Post(new AcdInput.ConfigurationLoaded(site)));
        At(_now, () => Post(new AcdInput.AsteriskSynced("simulation", [])));
        var known = recording.Sites.SelectMany(s => s.Site.Agents.Keys).ToHashSet(StringComparer.Ordinal);
        foreach (var agent in sites.SelectMany(s => s.Site.Agents.Keys).Distinct().Where(a => !known.Contains(a)))
            At(_now, () => Post(new AcdInput.AgentCommanded(null, new AgentId(agent), AgentCommand.LogIn, null)));
        foreach (var command in recording.Commands) At(command.At.Elapsed, () => Order(command));
        for (var i = 0; i < recording.Calls.Count; i++)
        {
            var (call, number) = (recording.Calls[i], i);
            At(call.ArrivedAt.Elapsed, () => Arrive(call, number));
        }
    }

    public SiteConfiguration Site => _acd.Site;

    /// <summary>Lives until the end of the recording; the figures.</summary>
    public PeriodFigures Run()
    {
        while (_agenda.TryPeek(out _, out var next) && next.Due <= _recording.Until.Elapsed)
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

        _figures.Advance(_recording.Until);
        return _figures.Between(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
    }

    private void At(TimeSpan due, Action action) => _agenda.Enqueue(action, (due > _now ? due : _now, ++_order));

    private void After(TimeSpan delay, Action action) => At(_now + delay, action);

    private void Post(AcdInput input)
    {
        var utc = _recording.From.Utc + (_now - _recording.From.Elapsed);
        var output = _acd.Handle(input with { At = new Moment(_now, utc) });
        foreach (var effect in output.Effects) CarryOut(effect);
        foreach (var fact in output.Facts)
        {
            _figures.Apply(fact);
            React(fact);
        }
    }

    private void Soon(AcdInput input) => After(TimeSpan.Zero, () => Post(input));

    // ---- callers ----------------------------------------------------------------------------------------------

    private void Arrive(RecordedCall call, int number)
    {
        var id = new CallId($"r{number}");
        _live.Add(id, (call, new Random(unchecked((_seed * 1_000_003) ^ (number * 7919)))));
        if (call.LeftAfter is { } left) After(left, () => HangUp(id));
        Post(new AcdInput.CallOffered(id, call.Number, default));
    }

    private void HangUp(CallId id)
    {
        if (_live.Remove(id)) Post(new AcdInput.CallerGone(id));
    }

    private void React(AcdFact fact)
    {
        switch (fact)
        {
            case AcdFact.NodeEntered { Type: NodeKind.Menu } f when _live.TryGetValue(f.Call, out var caller):
                foreach (var (_, digit, after) in caller.Recorded.Choices.Where(c => c.Menu == f.Menu.Value).Take(1))
                    After(after, () => Post(new AcdInput.DigitPressed(f.Call, digit)));
                break;
            case AcdFact.CallQueued f when _live.TryGetValue(f.Call, out var caller):
                // Drawn once, in the first queue: a caller's patience does not begin anew because a rule sent the call on.
                if (_queued.Add(f.Call) && _people.Patience(f.Queue, caller.Dice.NextDouble()) is { } patience)
                    After(patience, () => GiveUp(f.Call));
                break;
            case AcdFact.CallConnected f when _live.TryGetValue(f.Call, out var caller):
                _connected.Add(f.Call);
                _lastQueue[f.Agent] = f.Queue;
                var (length, endedBy) = _people.Talk(f.Queue, caller.Dice.NextDouble());
                After(length, () => EndTalk(f.Call, f.Channel ?? f.Leg, endedBy));
                break;
            case AcdFact.AgentStateChanged { To: AgentState.WrapUp } f when _lastQueue.TryGetValue(f.Agent, out var queue):
                if (_people.WrapUp(queue, _dice.NextDouble()) is { } time) FinishWrapUp(f.Agent, queue, time);
                break;
            case AcdFact.AgentStateChanged { To: AgentState.NotResponding } f:
                After(_people.Recovery(_dice.NextDouble()), () => Post(new AcdInput.AgentCommanded(null, f.Agent, AgentCommand.Ready, null)));
                break;
        }
    }

    private void GiveUp(CallId call)
    {
        if (!_connected.Contains(call)) HangUp(call);
    }

    private void EndTalk(CallId call, LegId leg, Party endedBy)
    {
        if (endedBy == Party.Agent) EndLeg(leg, LegEnd.HungUp);
        else HangUp(call);
    }

    // ---- agents -----------------------------------------------------------------------------------------------

    private void Order(RecordedCommand recorded)
    {
        var (command, reason) = (recorded.Command, recorded.Reason);
        if (command == AgentCommand.Pause)
        {
            var known = _acd.Site.PauseReasons.Values.Select(r => r.Name).ToArray();
            if (!known.Contains(reason)) reason = known.FirstOrDefault();
            if (reason is null) command = AgentCommand.LogOut; // the new configuration knows no pause
        }

        // As a supervisor's order: a recorded pause was approved, if that was needed.
        Post(new AcdInput.StateForced(null, recorded.Agent, command, reason, "simulation", "as recorded"));
    }

    private void FinishWrapUp(AgentId agent, QueueName queue, TimeSpan after)
    {
        if (_acd.Site.Queues.GetValueOrDefault(queue.Value) is not { } rule) return;
        var given = _acd.Site.Agents.GetValueOrDefault(agent.Value)?.WrapUp ?? rule.WrapUp;
        if (after > given) Soon(new AcdInput.WrapUpExtended(null, agent, after - given));
        After(after, () => Post(new AcdInput.WrapUpFinished(null, agent, rule.AfterCall.Dispositions.Keys.FirstOrDefault(), null)));
    }

    private void EndLeg(LegId leg, LegEnd reason)
    {
        if (_legs.Remove(leg)) Post(new AcdInput.LegEnded(leg, reason));
    }

    // ---- Asterisk ---------------------------------------------------------------------------------------------

    private void CarryOut(AcdEffect effect)
    {
        switch (effect)
        {
            case AcdEffect.Play e: After(PromptLength, () => Post(new AcdInput.PlaybackEnded(e.Call, e.Playback))); break;
            case AcdEffect.RingAgent e: Ring(e); break;
            case AcdEffect.CancelLeg e: After(TimeSpan.Zero, () => EndLeg(e.Leg, LegEnd.HungUp)); break;
            case AcdEffect.Connect e:
                Soon(new AcdInput.BridgeEntered(e.Call, e.Call.Value));
                Soon(new AcdInput.BridgeEntered(e.Call, e.Leg.Value));
                break;
            case AcdEffect.HangUp e: After(TimeSpan.Zero, () => HangUp(e.Call)); break;
            case AcdEffect.TransferCaller e: After(TimeSpan.Zero, () => HangUp(e.Call)); break;
            case AcdEffect.StopMessage e: Soon(new AcdInput.RecordingStored(e.Recording, "", TimeSpan.Zero, true)); break;
            case AcdEffect.SendToFallback e: After(TimeSpan.Zero, () => HangUp(e.Call)); break;
            case AcdEffect.StopRecording e: Soon(new AcdInput.RecordingStored(e.Recording, "", TimeSpan.Zero, true)); break;
        }
    }

    private void Ring(AcdEffect.RingAgent e)
    {
        if (e.Leg.IsOfOtherPhone)
        {
            Soon(new AcdInput.LegEnded(e.Leg, LegEnd.Unreachable)); // what became of an offer is drawn once: by the agent's first phone
            return;
        }

        var dice = _live.TryGetValue(e.Call, out var caller) ? caller.Dice : _dice;
        var (failed, after) = _people.Offer(e.Queue, dice.NextDouble());
        _legs.Add(e.Leg);
        After(RingingAfter, () => { if (_legs.Contains(e.Leg)) Post(new AcdInput.LegRinging(e.Leg)); });
        switch (failed)
        {
            case null: After(after, () => { if (_legs.Contains(e.Leg)) Post(new AcdInput.LegAnswered(e.Leg)); }); break;
            case OfferOutcome.NoAnswer: break; // rings until the core gives up
            case var outcome: After(after, () => EndLeg(e.Leg, ReasonOf(outcome.Value))); break;
        }
    }

    private static LegEnd ReasonOf(OfferOutcome outcome) => outcome switch
    {
        OfferOutcome.Busy => LegEnd.Busy,
        OfferOutcome.Declined => LegEnd.Declined,
        _ => LegEnd.Unreachable,
    };
}

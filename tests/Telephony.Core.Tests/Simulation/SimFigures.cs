using System.Text.Json;

namespace Telephony.Core.Tests.Simulation;

/// <summary>Statistics of a world: folded as the facts come, now and then brought to the present as for a board, and at the end held against
/// the core's own counts and against another fold of the same facts.</summary>
internal sealed class SimFigures
{
    private readonly Core.Statistics _live = new();
    private readonly HashSet<RecordingId> _stored = [];
    private readonly Dictionary<CallId, TimeSpan> _waited = [];
    private readonly Dictionary<CallId, TimeSpan> _queuedAt = [];
    private readonly Dictionary<AgentId, int> _talks = [];
    private readonly HashSet<(CallId Call, string Channel)> _inBridge = [];
    private readonly HashSet<CallId> _arrived = [];

    /// <summary>Whom a resync has found in the bridge; an agent who was there with them may have hung up before.</summary>
    private readonly HashSet<CallId> _foundInBridge = [];
    private readonly Dictionary<QueueName, TimeSpan> _held = [];
    private int _joined;
    private int _notJoined;
    private int _unreleased;

    /// <summary>What Asterisk told; before the facts that come of it.</summary>
    public void Hear(AcdInput input)
    {
        if (input is AcdInput.BridgeEntered entered) _inBridge.Add((entered.Call, entered.Channel));
        if (input is AcdInput.JoinTold { IsJoined: true } told) _inBridge.UnionWith([(told.Call, told.Call.Value), (told.Call, told.Leg.Value)]);
        if (input is not AcdInput.AsteriskSynced synced) return;
        foreach (var channel in synced.Channels.Where(c => c.Bridge is not null)) _inBridge.Add((new CallId(channel.Bridge!), channel.Id));
        foreach (var caller in synced.Channels.Where(c => c.Bridge == c.Id)) _foundInBridge.Add(new CallId(caller.Id));
    }

    /// <summary>After the facts that came of it: whoever lives in Asterisk is known.</summary>
    public void HoldAgainst(AcdInput input, Acd acd)
    {
        if (input is not AcdInput.AsteriskSynced synced) return;
        foreach (var caller in synced.Channels.Where(c => c.Role == ChannelRole.Caller))
            Expect(_arrived.Contains(new CallId(caller.Id)) || acd.Knows(caller.Id), $"{caller.Id} lives and is not known");
    }

    public void Observe(AcdFact fact, Moment now)
    {
        _live.Apply(fact);
        if (fact.Sequence % 53 == 0) _live.Advance(now);
        switch (fact)
        {
            case AcdFact.CallArrived f: _arrived.Add(f.Call); break;
            case AcdFact.CallQueued f: _queuedAt.TryAdd(f.Call, f.At.Elapsed - f.Waited); break; // a place that was kept; SimQueueOracle sees to it that only such come with a wait
            case AcdFact.TalkTransferred f: _queuedAt.Remove(f.Call); break;
            case AcdFact.OfferMade f:
                Expect(f.Waited == f.At.Elapsed - _queuedAt[f.Call], $"{f.Call} has waited since {_queuedAt[f.Call]}, not {f.Waited}");
                break;
            case AcdFact.OfferFailed { Outcome: OfferOutcome.NotJoined }: _notJoined++; break;
            case AcdFact.CallConnected f:
                _joined++;
                _waited[f.Call] = f.Waited;
                Expect(_inBridge.Contains((f.Call, f.Call.Value)) && (_inBridge.Contains((f.Call, (f.Channel ?? f.Leg).Value)) || _foundInBridge.Contains(f.Call)), $"{f.Call} talks, but not both are in the bridge");
                break;
            case AcdFact.CallResumed f: _held[f.Queue] = _held.GetValueOrDefault(f.Queue) + f.Held; break;
            case AcdFact.TalkEnded f: _talks[f.Agent] = _talks.GetValueOrDefault(f.Agent) + 1; break;
            case AcdFact.CallEnded { Disposition: CallDisposition.Answered } f:
                Expect(_waited.Remove(f.Call, out var waited) && waited == f.Waited, $"{f.Call} waited until it was answered, not {f.Waited}");
                break;
            case AcdFact.AgentStateChanged { From: AgentState.LoggedOut } f: _talks[f.Agent] = 0; break;
            case AcdFact.AgentStateChanged { To: AgentState.NotResponding } f:
                Expect(f.Reason is "NoAnswer" or "Busy" or "Declined" or "Unreachable", $"{f.Agent} is blamed for {f.Reason}");
                break;
            case AcdFact.RecordingFinished f: Expect(_stored.Add(f.Recording), $"{f.Recording} is stored once"); break;
            case AcdFact.InvariantBroken { Invariant: "I8" }: _unreleased++; break;
        }
    }

    public void CheckTheEnd(Acd acd, IReadOnlyList<AcdFact> facts)
    {
        var replayed = new Core.Statistics();
        foreach (var fact in facts) replayed.Apply(facts.Count % 10 == 0 ? ReadBack(fact) : fact);
        replayed.Advance(acd.Now);
        _live.Advance(acd.Now);
        var (text, again) = (Text(_live), Text(replayed));
        if (text != again) throw new InvariantException("I15", $"statistics by replay differ: {text} and {again}");
        HoldAgainstCounts(acd);
        HoldAgainstAgents(acd);
        Expect(_notJoined <= 10 + ((_joined + _notJoined) / 2), $"{_notJoined} could not be joined, {_joined} were: faults alone do not explain that");
        Expect(_unreleased <= 10 + (_arrived.Count / 10), $"{_unreleased} channels could not be released: faults alone do not explain that");
        foreach (var (queue, waits) in acd.Waits.Queues) Expect(waits.Line.Count == 0, $"{queue}: {waits.Line.Count} calls are still estimated");
    }

    private void HoldAgainstCounts(Acd acd)
    {
        var all = _live.Between(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        var state = acd.Capture();
        Expect(all.Site.Arrived == state.Arrived && all.Site.Ended.Values.Sum() == state.Ended, "arrived and ended");
        foreach (var (name, counts) in state.Queues)
        {
            var figures = all.Queues.GetValueOrDefault(new QueueName(name)) ?? new QueueFigures();
            // A call that a fault tore from its agent counts as failed there and as answered here.
            Expect(figures.Offered == counts.Joined, $"{name}: offered {figures.Offered}, joined {counts.Joined}");
            Expect(figures.Abandoned == counts.Abandoned, $"{name}: abandoned {figures.Abandoned}, {counts.Abandoned}");
            Expect(figures.Overflowed == counts.Overflowed, $"{name}: overflowed {figures.Overflowed}, {counts.Overflowed}");
            Expect(figures.Answered + figures.Failed == counts.Answered + counts.Failed, $"{name}: answered {figures.Answered} + failed {figures.Failed}, {counts.Answered} + {counts.Failed}");
            Expect(figures.Left == figures.Offered, $"{name}: offered {figures.Offered}, left {figures.Left} (I13)");
            Expect(figures.QueueTimes.Count == figures.Left && figures.AnswerTimes.Count == figures.Answered && figures.AbandonTimes.Count == figures.Abandoned, $"{name}: histograms");
            Expect(figures.Handled == figures.Answered, $"{name}: handled {figures.Handled}, answered {figures.Answered}");
        }
    }

    /// <summary>Time at work is what the agents' states lasted, to the tick (I14).</summary>
    private void HoldAgainstAgents(Acd acd)
    {
        var all = _live.Between(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        foreach (var agent in acd.Capture().Agents.Where(a => a.State != AgentState.LoggedOut))
        {
            var worked = acd.Now.Since(agent.LoggedInAt!.Value);
            var counted = all.Agents.GetValueOrDefault(agent.Id)?.LoggedIn ?? TimeSpan.Zero; // earlier shifts included; nothing yet for who came just now
            Expect(counted >= worked, $"{agent.Id}: at work {counted}, since the last login {worked}");
            Expect(agent.CallsTaken >= _talks.GetValueOrDefault(agent.Id), $"{agent.Id}: {agent.CallsTaken} calls counted, {_talks.GetValueOrDefault(agent.Id)} taken");
        }

        foreach (var (queue, figures) in all.Queues)
        {
            Expect(figures.Talk + figures.Hold + figures.WrapUp <= Sum(all), $"{queue}: more talk than agents talked");
            Expect(figures.Hold == _held.GetValueOrDefault(queue), $"{queue}: on hold {figures.Hold}, not {_held.GetValueOrDefault(queue)}");
        }
    }

    /// <summary>As it would come from the fact log; in a tenth of the worlds, for it takes its time.</summary>
    private static AcdFact ReadBack(AcdFact fact) =>
        (AcdFact)JsonSerializer.Deserialize(JsonSerializer.Serialize(fact, fact.GetType(), SimSnapshot.Json), fact.GetType(), SimSnapshot.Json)!;

    private static TimeSpan Sum(PeriodFigures all) => all.Agents.Values.Aggregate(TimeSpan.Zero, (sum, a) => sum + a.OnContact);

    private static string Text(Core.Statistics statistics) => JsonSerializer.Serialize(
        statistics.Intervals.Select(i => new
        {
            i.Key,
            i.Value.Site,
            Queues = i.Value.Queues.Select(q => new { q.Key.Value, Figures = q.Value }),
            Skills = i.Value.Skills.Select(q => new { q.Key.Value, Figures = q.Value }),
            Agents = i.Value.Agents.Select(a => new { a.Key.Value, Figures = a.Value }),
        }), SimSnapshot.Json);

    private static void Expect(bool condition, string what)
    {
        if (!condition) throw new InvariantException("I15", what);
    }
}

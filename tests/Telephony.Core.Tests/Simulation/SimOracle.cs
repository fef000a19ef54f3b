using System.Text.Json;

namespace Telephony.Core.Tests.Simulation;

/// <summary>Watches a world from outside: folds the facts by itself and compares with the rules, not with the core's own opinion.</summary>
/// <param name="keepsSnapshots">Whether the router dies in this world, and a snapshot may be needed.</param>
internal sealed class SimOracle(bool keepsSnapshots)
{
    private readonly Dictionary<CallId, SimCall> _joined = [];
    private readonly HashSet<CallId> _waiting = [];
    private readonly Dictionary<AgentId, CallId> _offered = [];
    private readonly HashSet<CallId> _arrived = [];
    private readonly HashSet<CallId> _ended = [];
    private readonly Dictionary<long, TimeSpan> _firstQueued = [];
    private SiteConfiguration _site = SiteConfiguration.Empty;
    private readonly Dictionary<AgentId, System.Collections.Immutable.ImmutableSortedDictionary<string, int>> _skills = [];
    private readonly SimFigures _figures = new();
    private readonly SimQueueOracle _life = new();
    private readonly Dictionary<CallId, TimeSpan> _customerSince = [];
    private readonly HashSet<(CallId Call, AgentId Agent)> _held = [];
    private readonly Dictionary<CallId, AcdFact.DecisionAsked> _asked = [];
    private readonly Dictionary<CallId, (AgentId Agent, bool Forced)> _byHand = [];
    private long _token;
    private int _inputs;

    public List<AcdFact> Facts { get; } = [];

    public SimSnapshot? LastSnapshot { get; private set; }

    public void Observe(AcdInput input, IReadOnlyList<AcdFact> facts, Acd acd)
    {
        _inputs++;
        _figures.Hear(input);
        if (input is AcdInput.ConfigurationLoaded config) _site = config.Site;
        foreach (var fact in facts)
        {
            Expect(fact.Sequence == Facts.Count + 1, "facts are numbered without gaps", fact);
            Facts.Add(fact);
            Fold(fact);
            _figures.Observe(fact, input.At);
        }

        _figures.HoldAgainst(input, acd);
        if (acd.Violations().FirstOrDefault() is { } violation)
            throw new InvariantException(violation.Invariant, $"after input {_inputs} {input}: {violation.Detail}");
        if (_inputs % 41 == 0) AskWhyNot(acd);
        if (keepsSnapshots && _inputs % 97 == 0) LastSnapshot = new SimSnapshot(JsonSerializer.Serialize(acd.Capture(), SimSnapshot.Json), _inputs);
    }

    public void CheckTheEnd(Acd acd, SimAsterisk asterisk)
    {
        Expect(asterisk.Channels.Count == 0, $"no channel is left, but {string.Join(", ", asterisk.Channels.Keys.Take(5))}");
        Expect(_arrived.SetEquals(_ended), $"every call ended once, but not {string.Join(", ", _arrived.Except(_ended).Take(5))}");
        var state = acd.Capture();
        _life.CheckTheEnd();
        Expect(state.Calls.IsEmpty, $"no call is kept, but {string.Join(", ", state.Calls.Select(c => $"{c.Id} {c.State}").Take(5))}");
        Expect(state.Agents.All(a => a.Leg is null && a.OtherLegs is null && a.Call is null), "no agent is kept busy");
        Expect(_asked.Count == 0, $"every question is answered, but not about {string.Join(", ", _asked.Keys.Take(5))}");
        Expect(state.Recordings.IsEmpty, $"every recording is stored, but not {string.Join(", ", state.Recordings.Select(r => r.Recording).Take(5))}");
        Expect(state.Arrived == _arrived.Count && state.Ended == _ended.Count, "counts agree with the facts");
        foreach (var (queue, counts) in state.Queues) Expect(counts.Present == 0, $"{queue}: {counts.Present} joined and never left");
        _figures.CheckTheEnd(acd, Facts);
    }

    /// <summary>A core made from the journal knows exactly what the one before knew.</summary>
    public static void CheckSame(Acd before, Acd after)
    {
        var (a, b) = (JsonSerializer.Serialize(before.Capture(), SimSnapshot.Json), JsonSerializer.Serialize(after.Capture(), SimSnapshot.Json));
        if (a == b) return;
        var at = a.Zip(b).TakeWhile(p => p.First == p.Second).Count();
        throw new InvariantException("replay", $"differs at {at}: ...{a[Math.Max(0, at - 120)..Math.Min(a.Length, at + 120)]}... and ...{b[at..Math.Min(b.Length, at + 120)]}...");
    }

    private void Fold(AcdFact fact)
    {
        _life.Fold(fact, _site);
        switch (fact)
        {
            case AcdFact.CallArrived f:
                Expect(_arrived.Add(f.Call), "a call arrives once", fact);
                break;
            case AcdFact.CallQueued f:
                _life.Check(f, _site, _waiting, c => _joined[c].Queue);
                var earlier = _joined.GetValueOrDefault(f.Call);
                Expect(earlier is null || earlier.Join == f.JoinSequence, "the join sequence never changes (I9)", fact);
                _joined[f.Call] = new SimCall(
                    f.Queue, f.JoinSequence, f.Needs, FirstQueued(f.JoinSequence, f.At.Elapsed - f.Waited), _customerSince.Remove(f.Call, out var since) ? since : f.At.Elapsed, earlier);
                _waiting.Add(f.Call);
                break;
            case AcdFact.CallReprioritised f:
                (_joined[f.Call].Priority, _joined[f.Call].WasPut) = (f.Priority, true);
                break;
            case AcdFact.CallMoved { Call: var moved }:
                _waiting.Remove(moved);
                break;
            case AcdFact.CallWithdrawn { Call: var withdrawn }:
                _waiting.Remove(withdrawn);
                break;
            case AcdFact.CallReserved f:
                _joined[f.Call].Reserved = f.Agent;
                break;
            case AcdFact.DecisionAsked f:
                Expect(f.Token > _token && f.Candidates[0] == f.Agent, "tokens grow", f);
                _token = f.Token;
                Expect(_waiting.Contains(f.Call) && _asked.TryAdd(f.Call, f), "a call that waits is decided about once at a time", f);
                Expect(Fits(f.Agent, _joined[f.Call], f.At.Elapsed), "an agent held has the skills asked for (I12)", f);
                Expect(_offered.TryAdd(f.Agent, f.Call), "an agent is held or rung for one call at most (I3)", f);
                CheckOrder(f, f.Call, f.Agent);
                break;
            case AcdFact.DecisionMade f:
                Expect(_asked.Remove(f.Call, out var asked) && asked.Token == f.Token, "a question has one end", f);
                Expect(f.At.Elapsed - asked!.At.Elapsed <= asked.Limit, "a question ends in time", f);
                Expect(_offered.Remove(asked.Agent), "an agent held is let go", f);
                if (f is { Outcome: DecisionOutcome.Chosen, Agent: { } chosen }) _byHand[f.Call] = (chosen, false);
                break;
            case AcdFact.CallAssigned f:
                _byHand[f.Call] = (f.Agent, f.Forced);
                break;
            case AcdFact.CallReservationEnded f:
                _joined[f.Call].Reserved = null;
                break;
            case AcdFact.CallbackInLine f:
                _joined[f.Call] = new SimCall(f.Queue, f.JoinSequence, f.Needs, FirstQueued(f.JoinSequence, f.At.Elapsed - f.Waited), f.At.Elapsed, null);
                _customerSince[f.Call] = f.At.Elapsed;
                _waiting.Add(f.Call);
                break;
            case AcdFact.CallbackDialled f:
                _customerSince.TryAdd(f.Call, f.At.Elapsed);
                var outOfTurn = _byHand.Remove(f.Call, out var choice) && choice.Agent == f.Agent;
                if (_waiting.Remove(f.Call) && !outOfTurn) CheckOrder(f, f.Call, f.Agent!.Value);
                if (f.Agent is { } held) _held.Add((f.Call, held));
                break;
            case AcdFact.CallbackLeftLine f:
                _waiting.Remove(f.Call);
                break;
            case AcdFact.OfferMade f:
                CheckOffer(f);
                break;
            case AcdFact.OfferFailed f:
                Expect(_offered.Remove(f.Agent, out var call) && call == f.Call, "an offer that fails was made", fact);
                _joined[f.Call].NotAgainBefore[f.Agent] = f.At.Elapsed + (_site.Queues.GetValueOrDefault(_joined[f.Call].Queue.Value)?.AskAgainAfter ?? default);
                if (f.Outcome != OfferOutcome.CallerLeft && !f.RingsOn) _waiting.Add(f.Call);
                break;
            case AcdFact.TalkEnded f:
                Expect(_offered.Remove(f.Agent), "a talk that ends began", fact);
                break;
            case AcdFact.TalkHandedOver f:
                Expect(_offered.TryAdd(f.Agent, f.Call), "who takes a talk over has no other (I3)", f);
                break;
            case AcdFact.CallOverflowed f:
                _waiting.Remove(f.Call);
                break;
            case AcdFact.CallEnded f:
                Expect(_ended.Add(f.Call), "a call ends once (I13)", fact);
                _waiting.Remove(f.Call);
                break;
            case AcdFact.SkillsSet f:
                if (f.Skills is null) _skills.Remove(f.Agent);
                else _skills[f.Agent] = f.Skills;
                break;
            case AcdFact.InvariantBroken f when f.Invariant != "I8":
                Expect(false, $"{f.Invariant}: {f.Detail}");
                break;
        }
    }

    /// <summary>Whoever is sent on after a talk, called back or calls again stands where they joined first, though the talk does not count as waiting.</summary>
    private TimeSpan FirstQueued(long join, TimeSpan now)
    {
        if (!_firstQueued.TryGetValue(join, out var first)) _firstQueued[join] = first = now;
        return first;
    }

    /// <summary>Whenever a call waits, there is a reason for every agent.</summary>
    private void AskWhyNot(Acd acd)
    {
        foreach (var call in _waiting)
        {
            foreach (var agent in _site.Agents.Keys)
            {
                var answer = acd.WhyNot(call, new AgentId(agent));
                Expect(answer.Reason != IdleReason.None && answer.Words.Length > 0, $"{call} waits and {agent} has no reason not to be rung: {answer}");
            }

            Expect(acd.Explain(call).Agents.All(a => a.Why.Reason != IdleReason.NotInQueue), $"{call} is explained by agents of its queue");
        }

        foreach (var agent in _site.Agents.Keys)
            Expect(acd.WhyIdle(new AgentId(agent)).Reason != IdleReason.None, $"{agent} is idle for no reason");
    }

    private void CheckOffer(AcdFact.OfferMade f)
    {
        var call = _joined[f.Call];
        Expect(_waiting.Remove(f.Call) || RingsSeveral(f), "a call offered was waiting", f);
        Expect(_offered.TryAdd(f.Agent, f.Call), "an agent has one offer at most (I3)", f);
        Expect(call.Queue == f.Queue && f.Waited >= call.Waited, "the wait clock never goes back (I10)", f);
        Expect(!_asked.ContainsKey(f.Call), "nobody is rung for a call that is decided about", f);
        var byHand = _byHand.Remove(f.Call, out var choice) && choice.Agent == f.Agent;
        Expect((byHand && choice.Forced) || Fits(f.Agent, call, f.At.Elapsed), "an agent has the skills asked for at the step reached (I12)", f);
        call.Waited = f.Waited;
        if (!_held.Remove((f.Call, f.Agent)) && !byHand) CheckOrder(f, f.Call, f.Agent); // who was held was chosen when held
    }

    private void CheckOrder(AcdFact f, CallId id, AgentId agent)
    {
        var call = _joined[id];
        foreach (var other in _waiting)
        {
            if (_asked.ContainsKey(other) || !Fits(agent, _joined[other], f.At.Elapsed) || DidNotTake(agent, other, f.At.Elapsed)) continue;
            Expect(!ComesBefore(_joined[other], call, agent, f.At.Elapsed), $"whoever comes first is served first (I9), but {other} came before", f);
        }
    }

    /// <summary>Several phones ring only by such a strategy, and never more than it allows.</summary>
    private bool RingsSeveral(AcdFact.OfferMade f)
    {
        if (!_site.Queues.TryGetValue(f.Queue.Value, out var rule) || rule.Strategy is not (RoutingStrategy.RingAll or RoutingStrategy.RingProgressively)) return false;
        return _offered.Values.Count(c => c == f.Call) is > 0 and var ringing && ringing < rule.RingMost;
    }

    private bool DidNotTake(AgentId agent, CallId call, TimeSpan now) => now < _joined[call].NotAgainBefore.GetValueOrDefault(agent);

    private bool ComesBefore(SimCall other, SimCall call, AgentId agent, TimeSpan now)
    {
        var profile = _site.Agents[agent.Value];
        // An agent's own priorities hold when that agent alone becomes free; several at once are matched by the order of the calls.
        if (profile.In(other.Queue.Value).Priority != profile.In(call.Queue.Value).Priority) return false;
        var (rule, otherRule) = (_site.Queues[call.Queue.Value], _site.Queues[other.Queue.Value]);
        if (otherRule.Weight != rule.Weight) return otherRule.Weight > rule.Weight;
        if (other.WasPut || call.WasPut) return false;
        var (score, otherScore) = (ScoreOf(call, rule, now), ScoreOf(other, otherRule, now));
        return otherScore != score ? otherScore > score : other.Join < call.Join;
    }

    private static decimal ScoreOf(SimCall call, QueueRule rule, TimeSpan now)
    {
        var priority = call.Priority ?? call.Needs?.Priority ?? rule.Priority;
        if (rule.Ageing is not { } ageing) return priority;
        var points = Math.Floor((long)(now - call.QueuedAt).TotalMilliseconds * 1_000_000m / (decimal)ageing.PointEvery.TotalMilliseconds) / 1_000_000m;
        return Math.Max(priority, Math.Min(ageing.UpTo, priority + points));
    }

    /// <summary>By the rules as written, not by the core's tables.</summary>
    private bool Fits(AgentId agent, SimCall call, TimeSpan now)
    {
        if (!_site.Agents.TryGetValue(agent.Value, out var profile) || !profile.Queues.Contains(call.Queue.Value)) return false;
        if (!_site.Queues.TryGetValue(call.Queue.Value, out var rule)) return false;
        if (call.Reserved is { } only) return only == agent;
        if (call.Needs?.Excluded.Contains(agent) == true) return false;
        var waited = now - call.JoinedQueueAt;
        var skills = rule.Relax.LastOrDefault(s => s.After <= waited)?.Skills ?? rule.Skills;
        var has = _skills.GetValueOrDefault(agent, profile.Skills);
        if (!(skills.Root?.Holds(has) ?? true)) return false;
        if (profile.In(call.Queue.Value).Delay > waited) return false;
        return rule.Relax.Any(s => s.After <= waited && s.DropsOwn) || (call.Needs?.Skills.Root?.Holds(has) ?? true);
    }

    private static void Expect(bool condition, string what, AcdFact? fact = null)
    {
        if (!condition) throw new InvariantException("oracle", $"{what} {fact}");
    }
}

/// <summary>A call as told by the facts.</summary>
internal sealed class SimCall(QueueName queue, long join, CallNeeds? needs, TimeSpan queuedAt, TimeSpan joinedQueueAt, SimCall? earlier)
{
    public QueueName Queue { get; } = queue;

    public long Join { get; } = join;

    public CallNeeds? Needs { get; } = needs;

    public TimeSpan QueuedAt { get; } = earlier?.QueuedAt ?? queuedAt;

    public TimeSpan JoinedQueueAt { get; } = joinedQueueAt;

    public TimeSpan Waited { get; set; } = earlier?.Waited ?? default;

    /// <summary>Null: that of the queue.</summary>
    public int? Priority { get; set; }

    public bool WasPut { get; set; } = needs?.Position is not null;

    public AgentId? Reserved { get; set; }

    public Dictionary<AgentId, TimeSpan> NotAgainBefore { get; } = [];
}

/// <summary>A snapshot as it would lie on disk.</summary>
internal sealed record SimSnapshot(string Text, int Inputs)
{
    public static readonly JsonSerializerOptions Json = new() { Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() } };

    public AcdState Read() => JsonSerializer.Deserialize<AcdState>(Text, Json)!;
}

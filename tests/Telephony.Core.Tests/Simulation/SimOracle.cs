using System.Text.Json;

namespace Telephony.Core.Tests.Simulation;

/// <summary>Watches a world from outside: folds the facts by itself and compares with the rules, not with the core's own opinion.</summary>
internal sealed class SimOracle
{
    private readonly Dictionary<CallId, (QueueName Queue, long Join, TimeSpan Waited, TimeSpan JoinedQueueAt)> _joined = [];
    private readonly HashSet<CallId> _waiting = [];
    private readonly Dictionary<AgentId, CallId> _offered = [];
    private readonly HashSet<CallId> _arrived = [];
    private readonly HashSet<CallId> _ended = [];
    private SiteConfiguration _site = SiteConfiguration.Empty;
    private readonly Dictionary<AgentId, System.Collections.Immutable.ImmutableSortedDictionary<string, int>> _skills = [];
    private readonly SimFigures _figures = new();
    private readonly SimQueueOracle _life = new();
    private int _inputs;

    public List<AcdFact> Facts { get; } = [];

    public SimSnapshot? LastSnapshot { get; private set; }

    public void Observe(AcdInput input, IReadOnlyList<AcdFact> facts, Acd acd)
    {
        _inputs++;
        if (input is AcdInput.ConfigurationLoaded config) _site = config.Site;
        foreach (var fact in facts)
        {
            Expect(fact.Sequence == Facts.Count + 1, "facts are numbered without gaps", fact);
            Facts.Add(fact);
            Fold(fact);
            _figures.Observe(fact, input.At);
        }

        if (acd.Violations().FirstOrDefault() is { } violation)
            throw new InvariantException(violation.Invariant, $"after input {_inputs} {input}: {violation.Detail}");
        if (_inputs % 41 == 0) AskWhyNot(acd);
        if (_inputs % 97 == 0) LastSnapshot = new SimSnapshot(JsonSerializer.Serialize(acd.Capture(), SimSnapshot.Json), _inputs);
    }

    public void CheckTheEnd(Acd acd, SimAsterisk asterisk)
    {
        Expect(asterisk.Channels.Count == 0, $"no channel is left, but {string.Join(", ", asterisk.Channels.Keys.Take(5))}");
        Expect(_arrived.SetEquals(_ended), $"every call ended once, but not {string.Join(", ", _arrived.Except(_ended).Take(5))}");
        var state = acd.Capture();
        Expect(state.Calls.IsEmpty, $"no call is kept, but {string.Join(", ", state.Calls.Select(c => $"{c.Id} {c.State}").Take(5))}");
        Expect(state.Agents.All(a => a.Leg is null && a.Call is null), "no agent is kept busy");
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
        _life.Fold(fact);
        switch (fact)
        {
            case AcdFact.CallArrived f:
                Expect(_arrived.Add(f.Call), "a call arrives once", fact);
                break;
            case AcdFact.CallQueued f:
                _life.Check(f, _site, _waiting, c => _joined[c].Queue);
                Expect(!_joined.TryGetValue(f.Call, out var earlier) || earlier.Join == f.JoinSequence, "the join sequence never changes (I9)", fact);
                _joined[f.Call] = (f.Queue, f.JoinSequence, earlier.Waited, f.At.Elapsed);
                _waiting.Add(f.Call);
                break;
            case AcdFact.OfferMade f:
                CheckOffer(f);
                break;
            case AcdFact.OfferFailed f:
                Expect(_offered.Remove(f.Agent, out var call) && call == f.Call, "an offer that fails was made", fact);
                if (f.Outcome != OfferOutcome.CallerLeft) _waiting.Add(f.Call);
                break;
            case AcdFact.TalkEnded f:
                Expect(_offered.Remove(f.Agent), "a talk that ends began", fact);
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
        var (queue, join, waited, since) = _joined[f.Call];
        Expect(_waiting.Remove(f.Call), "a call offered was waiting", f);
        Expect(_offered.TryAdd(f.Agent, f.Call), "an agent has one offer at most (I3)", f);
        Expect(queue == f.Queue && f.Waited >= waited, "the wait clock never goes back (I10)", f);
        Expect(Fits(f.Agent, f.Call, f.At.Elapsed), "an agent has the skills asked for at the step reached (I12)", f);
        _joined[f.Call] = (queue, join, f.Waited, since);
        var priority = _site.Queues[queue.Value].Priority;
        foreach (var other in _waiting)
        {
            var (otherQueue, otherJoin, _, _) = _joined[other];
            if (!Fits(f.Agent, other, f.At.Elapsed)) continue;
            var otherPriority = _site.Queues[otherQueue.Value].Priority;
            Expect(otherPriority < priority || (otherPriority == priority && otherJoin > join), $"whoever comes first is served first (I9), but {other} came before", f);
        }
    }

    /// <summary>By the rules as written, not by the core's tables.</summary>
    private bool Fits(AgentId agent, CallId call, TimeSpan now)
    {
        var (queue, _, _, since) = _joined[call];
        if (!_site.Agents.TryGetValue(agent.Value, out var profile) || !profile.Queues.Contains(queue.Value)) return false;
        if (!_site.Queues.TryGetValue(queue.Value, out var rule)) return false;
        var skills = rule.Relax.LastOrDefault(s => s.After <= now - since)?.Skills ?? rule.Skills;
        return skills.Root?.Holds(_skills.GetValueOrDefault(agent, profile.Skills)) ?? true;
    }

    private static void Expect(bool condition, string what, AcdFact? fact = null)
    {
        if (!condition) throw new InvariantException("oracle", $"{what} {fact}");
    }
}

/// <summary>A snapshot as it would lie on disk.</summary>
internal sealed record SimSnapshot(string Text, int Inputs)
{
    public static readonly JsonSerializerOptions Json = new() { Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() } };

    public AcdState Read() => JsonSerializer.Deserialize<AcdState>(Text, Json)!;
}

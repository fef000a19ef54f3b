using System.Collections.Immutable;

namespace Telephony.Core;

/// <content>Decisions that another system makes: for queues whose rule says so, and as long as somebody is there to make them. The question has an end
/// in the core's own deadlines, so that silence, a late answer or a broken connection never keeps a call: the queue's own rule decides then.</content>
public sealed partial class Acd
{
    private readonly SortedDictionary<QueueName, ImmutableSortedSet<string>> _deciders = [];
    private long _decisionSequence;

    // ---- who decides ------------------------------------------------------------------------------------------

    private void AttachDecider(AcdInput.DeciderAttached asked)
    {
        var there = _deciders.GetValueOrDefault(asked.Queue) ?? ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
        if (there.Contains(asked.Decider)) return;
        _deciders[asked.Queue] = there.Add(asked.Decider);
        Say(new AcdFact.DeciderAttached(asked.Queue, asked.Decider, asked.By));
    }

    private void DetachDecider(QueueName queue, string decider)
    {
        if (!_deciders.TryGetValue(queue, out var there) || !there.Contains(decider)) return;
        Say(new AcdFact.DeciderDetached(queue, decider));
        if (there.Count > 1)
        {
            _deciders[queue] = there.Remove(decider);
            return;
        }

        _deciders.Remove(queue);
        foreach (var call in InOrder(_calls.Values.Where(c => c.Lease is not null && c.Queue == queue))) LeaveToOwnRule(call, DecisionOutcome.NobodyThere);
    }

    /// <summary>Connections end with the process that held them.</summary>
    private void DetachAllDeciders()
    {
        foreach (var (queue, there) in _deciders.ToArray())
        {
            foreach (var decider in there) DetachDecider(queue, decider);
        }
    }

    private bool IsDecidedElsewhere(Call call) =>
        _deciders.Count > 0 && call is { State: CallState.Queued, ByOwnRule: false, Queue: { } queue } && _deciders.ContainsKey(queue) && RuleOf(queue)?.External is not null;

    // ---- asked ------------------------------------------------------------------------------------------------

    /// <summary>The agent whom the queue's own rule chose is held, so that the call loses nothing but time when no answer comes.</summary>
    private void AskForDecision(Call call, Agent agent)
    {
        var queue = call.Queue!.Value;
        var limit = RuleOf(queue)!.External!.Timeout;
        var others = _router.SomeCandidatesFor(call.Id, RoutingLease.CandidatesMost).Where(a => a != agent.Id).Take(RoutingLease.CandidatesMost - 1);
        var lease = new RoutingLease(++_decisionSequence, agent.Id, [agent.Id, .. others]);
        call.Lease = lease;
        call.HeldAgent = agent.Id;
        agent.Call = call.Id;
        _router.Advance(call.Id); // out of the line: nobody else takes it
        Tell(agent.Id, AgentEvent.Offered);
        _deadlines.Set(DeadlineKind.Decision, call.Id.Value, _now.Elapsed + limit);
        Do(new AcdEffect.AskForDecision(call.Id, queue, lease.Token, lease.Candidates, _now.Utc + limit));
        Say(new AcdFact.DecisionAsked(call.Id, queue, lease.Token, agent.Id, lease.Candidates, limit));
    }

    // ---- answered ---------------------------------------------------------------------------------------------

    private string? Decide(AcdInput.RouteDecided answer)
    {
        if (!_calls.TryGetValue(answer.Call, out var call) || call.Lease is not { } lease) return $"too late: {answer.Call} is not to be decided about";
        if (lease.Token != answer.Token) return $"too late: token {answer.Token} is not that of the question now asked";
        if (answer.Queue is { } queue) return DecideQueue(call, queue, answer.By);
        if (answer.Agent is { } agent) return DecideAgent(call, agent, answer.By);
        LeaveToOwnRule(call, DecisionOutcome.Declined, answer.By);
        return null;
    }

    private string? DecideAgent(Call call, AgentId id, string? by)
    {
        var lease = call.Lease!;
        if ((id == lease.Held ? null : WhyNotChosen(call, id)) is { } refusal)
        {
            LeaveToOwnRule(call, DecisionOutcome.NotPossible, by, id);
            return refusal;
        }

        EndLease(call, DecisionOutcome.Chosen, by, id);
        if (IsHeard(call.Id) && _agents[id].CanBeOffered && _router.MayServe(id, call.Id))
        {
            MakeOffer(call, _agents[id], $"chosen by {by ?? "another system"}");
            return null;
        }

        ByOwnRule(call); // something changed while the agent was held: a pause wished, skills, rules, the connection
        return $"{id} cannot be rung now";
    }

    private string? WhyNotChosen(Call call, AgentId id)
    {
        if (!_agents.ContainsKey(id)) return $"unknown agent {id}";
        if ((WhyNotFit(call, id, decided: true) ?? WhyNotFree(id)) is { } why) return $"{id} cannot be rung: {why.Words}";
        return null;
    }

    private string? DecideQueue(Call call, QueueName queue, string? by)
    {
        var refusal = queue == call.Queue ? $"{call.Id} waits in {queue} already"
            : RuleOf(queue) is not { } rule ? $"unknown queue {queue}"
            : WhyNotIn(queue, rule) is { } refused ? $"{queue} takes no call now: {refused.Reason}" : null;
        if (refusal is not null)
        {
            LeaveToOwnRule(call, DecisionOutcome.NotPossible, by);
            return refusal;
        }

        EndLease(call, DecisionOutcome.Moved, by);
        return Move(new AcdInput.CallMoved(null, call.Id, queue, null, by));
    }

    // ---- the end of a question --------------------------------------------------------------------------------

    private void DecisionOverdue(CallId id)
    {
        if (_calls.TryGetValue(id, out var call)) LeaveToOwnRule(call, DecisionOutcome.TimedOut);
    }

    private void LeaveToOwnRule(Call call, DecisionOutcome outcome, string? by = null, AgentId? named = null)
    {
        if (call.Lease is null) return;
        EndLease(call, outcome, by, named);
        ByOwnRule(call);
    }

    /// <summary>The call stands in line again and is not asked about until it has rung somebody.</summary>
    private void ByOwnRule(Call call)
    {
        call.ByOwnRule = true;
        if (_router.IsWaiting(call.Id)) _newlyWaiting.Add(call.Id);
    }

    /// <summary>The agent held is let go; the call stands in its line as before.</summary>
    private void EndLease(Call call, DecisionOutcome outcome, string? by = null, AgentId? named = null)
    {
        if (call.Lease is not { } lease) return;
        call.Lease = null;
        _deadlines.Clear(DeadlineKind.Decision, call.Id.Value);
        Do(new AcdEffect.TellDecision(call.Id, call.Queue!.Value, lease.Token, outcome, named));
        Say(new AcdFact.DecisionMade(call.Id, call.Queue.Value, lease.Token, outcome, named, by));
        LetGo(call);
        _router.Advance(call.Id);
    }

    // ---- by hand ----------------------------------------------------------------------------------------------

    /// <summary>Why a call cannot be assigned to an agent now, in a sentence; null when it can.</summary>
    /// <param name="id">The call.</param>
    /// <param name="agentId">The agent.</param>
    /// <param name="forced">Whether the agent need not be one who may serve the call.</param>
    public string? WhyNotAssign(CallId id, AgentId agentId, bool forced)
    {
        if (WhyNotWaiting(id, out var call) is { } refusal) return refusal;
        if (!_agents.TryGetValue(agentId, out var agent) || !_site.Agents.ContainsKey(agentId.Value)) return $"unknown agent {agentId}";
        if (!IsHeard(id)) return "Asterisk is not connected";
        if (call.HeldAgent != agent.Id && WhyNotFree(agent.Id) is { } busy) return $"{agent.Id} cannot be rung: {busy.Words}";
        if (!forced && WhyNotFit(call, agent.Id, decided: true) is { } unfit) return $"{agent.Id} may not serve {call.Id}: {unfit.Words}";
        return null;
    }

    private string? Assign(AcdInput.CallAssigned asked)
    {
        if (WhyNotAssign(asked.Call, asked.Agent, asked.Forced) is { } refusal) return refusal;
        var (call, agent) = (_calls[asked.Call], _agents[asked.Agent]);
        EndLease(call, DecisionOutcome.CallLeft);
        if (!agent.CanBeOffered)
        {
            ByOwnRule(call);
            return $"{agent.Id} cannot be rung now"; // was held, and wished to pause or to leave
        }

        Say(new AcdFact.CallAssigned(call.Id, call.Queue!.Value, agent.Id, asked.Forced, asked.By));
        MakeOffer(call, agent, $"assigned by {asked.By ?? "hand"}");
        return null;
    }

    private void RestoreDeciders(AcdState state)
    {
        _decisionSequence = state.DecisionSequence;
        _deciders.Clear();
        foreach (var (queue, there) in state.Deciders) _deciders.Add(new QueueName(queue), there.WithComparer(StringComparer.Ordinal));
    }

    private IEnumerable<Violation> DecisionViolations()
    {
        foreach (var call in _calls.Values)
        {
            if (call.Lease is not { } lease) continue;
            if (call.State != CallState.Queued || call.HeldAgent != lease.Held) yield return new("I3", $"{call.Id} is {call.State} and holds {call.HeldAgent}, decided about with {lease.Held}");
            if (!_deadlines.IsSet(DeadlineKind.Decision, call.Id.Value)) yield return new("I7", $"{call.Id} is decided about without an end");
        }
    }
}

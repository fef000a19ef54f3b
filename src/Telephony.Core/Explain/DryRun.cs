using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>What would become of a call that is not there.</summary>
/// <param name="Agent">Who would be rung; null when it would wait, or not be taken in.</param>
/// <param name="Words">Why, in a sentence.</param>
/// <param name="Refusal">Why the queue would not take it in; null when it would.</param>
/// <param name="Position">The position it would wait at, by its priority; 0 when it would not wait.</param>
/// <param name="Agents">Every agent of the queue, and why another would be rung, at most <see cref="CallExplanation.AgentsMost"/>.</param>
public sealed record DryRunAnswer(
    AgentId? Agent, string Words, RefusalReason? Refusal, int Position, ImmutableArray<(AgentId Agent, WhyNotAnswer Why)> Agents)
{
    /// <summary>Whether another system would be asked first.</summary>
    public bool IsDecidedElsewhere { get; init; }

    /// <summary>How long it would wait; null when it would not, or nothing is known.</summary>
    public WaitEstimate? Wait { get; init; }
}

/// <content>Hypothetical calls.</content>
public sealed partial class Acd
{
    /// <summary>Which agent a call would be offered to if it joined a queue now, found by a router of its own, so that nothing here changes.
    /// Where agents are drawn by lot it tells who would be drawn now. O(agents of the queue).</summary>
    /// <param name="queue">A queue of the configuration.</param>
    /// <param name="needs">What the call would ask for.</param>
    public DryRunAnswer DryRun(QueueName queue, CallNeeds needs)
    {
        ArgumentNullException.ThrowIfNull(needs);
        if (RuleOf(queue) is not { } rule) return new DryRunAnswer(null, $"unknown queue {queue}", null, 0, []);
        if (WhyNotIn(queue, rule) is { } refused) return new DryRunAnswer(null, $"{queue} takes no call now: {refused.Reason}", refused.Reason, 0, []);
        var call = Hypothetical(queue, rule, needs);
        var trial = TrialRouter(queue);
        trial.AddWaiting(call);
        var chosen = _connected ? trial.FindAgentFor(call, Chance())?.Id : null;
        var agents = trial.MembersOf(queue).Take(CallExplanation.AgentsMost).Select(a => (a, WhyNotFit(call, a) ?? WhyNotFree(a) ?? WhyNotTaken(a, chosen, call, rule))).ToImmutableArray();
        var elsewhere = rule.External is not null && _deciders.ContainsKey(queue);
        if (chosen is { } agent)
        {
            var why = WhyChosen(call, _agents[agent], rule, trial);
            return new DryRunAnswer(agent, elsewhere ? $"another system is asked first; without it {why}" : why, null, 0, agents) { IsDecidedElsewhere = elsewhere };
        }

        var position = 1 + _router.WaitingFrom(queue, call.Priority);
        var fitting = agents.Count(a => a.Item2.MayServe);
        return new DryRunAnswer(null, $"would wait at position {position}; {fitting} of {agents.Length} agents of {queue} may serve it{ByStep(call, rule)}, none is free", null, position, agents)
        {
            IsDecidedElsewhere = elsewhere, Wait = _waits.Of(queue, position, _now.Elapsed),
        };
    }

    private Call Hypothetical(QueueName queue, QueueRule rule, CallNeeds needs)
    {
        var call = new Call
        {
            Id = new CallId("dry-run"), State = CallState.Queued, ArrivedAt = _now, StateSince = _now, Queue = queue, QueuedAt = _now, JoinedQueueAt = _now,
            JoinSequence = _joinSequence + 1, Needs = needs, Priority = needs.Priority ?? rule.Priority,
            Excluded = [.. needs.Excluded.Select(agent => new Exclusion(agent, null, "not wanted for this call"))],
        };
        if (needs is { Preferred: { } agent, PreferredFor.Ticks: > 0 } && WhyNotWaitFor(call, agent) is null) call.Reserved = agent;
        return call;
    }

    /// <summary>A router that knows one queue, its members and who of them is idle.</summary>
    private Router TrialRouter(QueueName queue)
    {
        var trial = new Router { Now = _now.Elapsed };
        var members = _router.MembersOf(queue);
        trial.Configure(_site with
        {
            Queues = _site.Queues.RemoveRange(_site.Queues.Keys.Where(q => q != queue.Value)),
            Agents = members.ToImmutableSortedDictionary(a => a.Value, a => _site.Agents[a.Value] with { Queues = [queue.Value] }, StringComparer.Ordinal),
        });
        foreach (var agent in members.Where(_router.IsIdle)) trial.AddIdle(Likeness(_agents[agent]));
        if (_router.LastRung.TryGetValue(queue, out var last)) trial.Rung(queue, last);
        return trial;
    }

    /// <summary>An agent knows where they stand in one router only: another one gets a likeness with all that strategies read.</summary>
    private static Agent Likeness(Agent agent) => new()
    {
        Id = agent.Id, State = agent.State, StateSince = agent.StateSince, IdleSince = agent.IdleSince, LoggedInAt = agent.LoggedInAt, CallsTaken = agent.CallsTaken, TimeIn = agent.TimeIn,
    };

    private WhyNotAnswer WhyNotTaken(AgentId agent, AgentId? chosen, Call call, QueueRule rule) => agent == chosen || chosen is not { } other
        ? new WhyNotAnswer(IdleReason.None, "would be rung")
        : new WhyNotAnswer(IdleReason.OtherChosen, WhyAfter(_agents[agent], _agents[other], call, rule));
}

using System.Globalization;

namespace Telephony.Core;

/// <content>Why things are as they are: pure questions, no change of state. Answers are of the moment of the latest input.</content>
public sealed partial class Acd
{
    /// <summary>Why an agent is not rung now, for any call. O(1) and O(lines) for who is idle.</summary>
    public WhyNotAnswer WhyIdle(AgentId agent)
    {
        if (WhyNotFree(agent) is { } busy) return busy;
        if (_router.FindCallFor(agent) is { } call) return new WhyNotAnswer(IdleReason.None, $"{call.Id} is about to be offered");
        var queues = _site.Agents.TryGetValue(agent.Value, out var profile) ? profile.Queues : [];
        if (queues.IsEmpty) return new WhyNotAnswer(IdleReason.NotInQueue, "serves no queue");
        var (waiting, until) = (0, default(DateTimeOffset?));
        string? first = null;
        foreach (var other in _calls.Values)
        {
            if (other.State is not (CallState.Queued or CallState.Virtual) || !queues.Contains(other.Queue!.Value.Value)) continue;
            waiting++;
            if (WhyNotFit(other, agent) is not { } why) continue;
            if (first is null || (why.Until is { } at && (until is null || at < until))) (first, until) = ($"{other.Id}: {why.Words}", why.Until);
        }

        return first is null
            ? new WhyNotAnswer(IdleReason.NoCall, $"no call waits in {string.Join(", ", queues)}")
            : new WhyNotAnswer(IdleReason.Skills, $"{Counted(waiting, "call")} in {(queues.Length == 1 ? queues[0] : "these queues")} cannot be served; {first}", until);
    }

    /// <summary>Why a call is not offered to an agent now. O(1).</summary>
    public WhyNotAnswer WhyNot(CallId call, AgentId agent)
    {
        if (!_calls.TryGetValue(call, out var found)) return new WhyNotAnswer(IdleReason.Unknown, $"no call {call}");
        if (!_agents.ContainsKey(agent)) return new WhyNotAnswer(IdleReason.Unknown, $"no agent {agent}");
        if (found.Offer is { } offer && !_router.IsWanting(call))
        {
            return found.AllOffers().Any(o => o.Agent == agent)
                ? new WhyNotAnswer(IdleReason.None, found.IsTalking ? "they talk" : "is being rung")
                : new WhyNotAnswer(IdleReason.NotWaiting, found.IsTalking ? $"the call is with {offer.Agent}" : $"the call rings with {Ringing(found)}");
        }

        if (found.AllOffers().Any(o => o.Agent == agent)) return new WhyNotAnswer(IdleReason.None, "is being rung");
        if (found.State == CallState.Dialling) return new WhyNotAnswer(IdleReason.NotWaiting, $"the customer is being called{HeldFor(found)}");
        if (found.State is not (CallState.Queued or CallState.Virtual) && !_router.IsWanting(call)) return new WhyNotAnswer(IdleReason.NotWaiting, $"the call is {found.State}");
        return WhyNotFit(found, agent) ?? WhyNotFree(agent) ?? new WhyNotAnswer(IdleReason.None, "is about to be rung");
    }

    /// <summary>Where a call is, and what keeps each agent of its queue from it. O(agents).</summary>
    public CallExplanation Explain(CallId call)
    {
        if (!_calls.TryGetValue(call, out var found)) return new CallExplanation(call, null, null, 0, 0, SkillExpression.Anyone, $"no call {call}", []);
        if (RuleOf(found.Queue) is not { } rule) return new CallExplanation(call, found.State, found.Queue, 0, 0, SkillExpression.Anyone, $"{found.State}", []);
        var queue = found.Queue!.Value;
        var agents = _agents.Keys.Where(a => _site.Agents.TryGetValue(a.Value, out var profile) && profile.Queues.Contains(queue.Value))
            .Select(a => (Agent: a, Why: WhyNot(call, a))).ToList();
        var fitting = agents.Count(a => WhyNotFit(found, a.Agent) is null);
        var summary = found.State switch
        {
            CallState.Queued => $"waits {Seconds(WaitedSoFar(found))} s; {fitting} of {agents.Count} agents of {queue} may serve it{ByStep(found, rule)}, {(found.Lease is null ? "none is free" : "another system decides")}",
            CallState.Virtual => $"waits {Seconds(WaitedSoFar(found))} s to be called back; {fitting} of {agents.Count} agents of {queue} may serve it{ByStep(found, rule)}, none is free",
            CallState.Dialling => $"the customer is being called after {Seconds(WaitedSoFar(found))} s{HeldFor(found)}",
            CallState.Ringing or CallState.Connecting => $"rings with {Ringing(found)} after {Seconds(WaitedSoFar(found))} s",
            CallState.OnHold => $"is kept on hold by {found.Offer!.Agent} after waiting {Seconds(found.Waited)} s",
            CallState.Parked => $"is in parking place {found.ParkingPlace}",
            CallState.Consulting => $"is kept on hold by {found.Offer!.Agent}, who is about to transfer it to {Consulted(found).Name}",
            CallState.Connected => $"talks with {found.Offer!.Agent} after waiting {Seconds(found.Waited)} s",
            _ => $"{found.State}",
        };
        return new CallExplanation(call, found.State, queue, _router.PositionOf(call), found.RelaxStep, rule.SkillsAt(found.RelaxStep, found.Needs.Skills), summary,
            [.. agents.Take(CallExplanation.AgentsMost)]) { QueuedAt = found.QueuedAt?.Utc, Steps = [.. StepsOf(found, rule)] };
    }

    /// <summary>Why no offer can be made to an agent, whatever the call; null when one can.</summary>
    private WhyNotAnswer? WhyNotFree(AgentId id)
    {
        if (!_agents.TryGetValue(id, out var agent)) return new WhyNotAnswer(IdleReason.Unknown, $"no agent {id}");
        if (!_connected) return new WhyNotAnswer(IdleReason.NotConnected, "Asterisk is not connected");
        return agent.State switch
        {
            AgentState.LoggedOut => new(IdleReason.LoggedOut, "logged out"),
            AgentState.Paused => new(IdleReason.Paused, agent.Reason is { } reason ? $"paused: {reason}" : "paused"),
            AgentState.Reserved when agent.Call is { } call && _calls.GetValueOrDefault(call)?.Lease is not null =>
                new(IdleReason.OnCall, $"held for {call}, about which another system decides"),
            AgentState.Reserved when agent.Leg is null => new(IdleReason.OnCall, $"held for {agent.Call} while the customer is called"),
            AgentState.Reserved or AgentState.Ringing => new(IdleReason.OnCall, $"being rung for {agent.Call}"),
            AgentState.Talking => new(IdleReason.OnCall, $"talks with {agent.Call} since {Clock(agent.StateSince.Utc)}"),
            AgentState.WrapUp => Timed(IdleReason.WrapUp, "wrap-up", DeadlineKind.WrapUp, id),
            AgentState.NotResponding => Timed(IdleReason.NotResponding, $"did not respond ({agent.Reason})", DeadlineKind.Recovery, id),
            _ when !agent.HasNoLeg => new(IdleReason.LegStillThere, $"channel {LegsOf(agent).First()} is not gone yet"),
            _ => null,
        };
    }

    private WhyNotAnswer Timed(IdleReason reason, string words, DeadlineKind kind, AgentId agent) => _deadlines.DueOf(kind, agent.Value) is { } due
        ? new WhyNotAnswer(reason, $"{words}, {Seconds(due - _now.Elapsed)} s left", UtcOf(due))
        : new WhyNotAnswer(reason, $"{words}, until ready");

    /// <summary>Why an agent may not serve a call now, whether free or not; null when they may.</summary>
    /// <param name="call">The call.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="decided">Whether another system, or somebody, decides just now: then it is not in the way that it does.</param>
    private WhyNotAnswer? WhyNotFit(Call call, AgentId agent, bool decided = false)
    {
        if (call.Queue is not { } queue || RuleOf(queue) is not { } rule) return new WhyNotAnswer(IdleReason.NotWaiting, "the call is in no queue");
        if (!_site.Agents.TryGetValue(agent.Value, out var profile)) return new WhyNotAnswer(IdleReason.Unknown, $"{agent} is not configured any more");
        if (!profile.Queues.Contains(queue.Value)) return new WhyNotAnswer(IdleReason.NotInQueue, $"does not serve {queue}");
        if (_servers.Count > 0 && !IsHeard(call.Id)) return new WhyNotAnswer(IdleReason.NotConnected, $"Asterisk server {ServerOf(call.Id.Value)} is not connected");
        if (!decided && call.Lease is { } lease && lease.Held != agent) return DecidedElsewhere(call);
        if (call.Reserved == agent) return null;
        if (call.Reserved is { } preferred) return WaitsFor(call, preferred);
        if (call.Excluded.Find(e => e.Agent == agent) is { } exclusion) return NotAgain(exclusion);
        var delay = profile.In(queue.Value).Delay;
        if (rule.SkillsAt(call.RelaxStep, call.Needs.Skills).WhyNot(profile.Skills) is { } lacks) return LacksSkills(call, rule, profile, delay, lacks);
        return delay <= _now.Since(call.JoinedQueueAt) ? null : TooEarly(call, queue, delay);
    }

    private WhyNotAnswer WaitsFor(Call call, AgentId preferred)
    {
        var until = _deadlines.DueOf(DeadlineKind.Preference, call.Id.Value) is { } due ? UtcOf(due) : default(DateTimeOffset?);
        return new WhyNotAnswer(IdleReason.Reserved, $"the call waits for {preferred}{(until is { } at ? $" until {Clock(at)}" : "")}", until);
    }

    private WhyNotAnswer DecidedElsewhere(Call call)
    {
        var until = _deadlines.DueOf(DeadlineKind.Decision, call.Id.Value) is { } due ? UtcOf(due) : default(DateTimeOffset?);
        return new WhyNotAnswer(IdleReason.DecidedElsewhere, "another system decides about the call", until);
    }

    private WhyNotAnswer NotAgain(Exclusion exclusion) => exclusion.Until is { } until
        ? new WhyNotAnswer(IdleReason.Excluded, $"{exclusion.Why}, not asked again until {Clock(UtcOf(until))}", UtcOf(until))
        : new WhyNotAnswer(IdleReason.Excluded, exclusion.Why);

    private WhyNotAnswer TooEarly(Call call, QueueName queue, TimeSpan delay)
    {
        var at = UtcOf(call.JoinedQueueAt.Elapsed + delay);
        return new WhyNotAnswer(IdleReason.Delay, $"takes calls of {queue} after {Seconds(delay)} s, from {Clock(at)}", at);
    }

    private WhyNotAnswer LacksSkills(Call call, QueueRule rule, AgentProfile profile, TimeSpan delay, string lacks)
    {
        for (var step = call.RelaxStep + 1; step <= rule.Relax.Length; step++)
        {
            if (!rule.SkillsAt(step, call.Needs.Skills).Matches(profile.Skills)) continue;
            var after = rule.Relax[step - 1].After;
            var at = UtcOf(call.JoinedQueueAt.Elapsed + (after > delay ? after : delay));
            return new WhyNotAnswer(IdleReason.Skills, $"{lacks} until {Clock(at)}", at);
        }

        return new WhyNotAnswer(IdleReason.Skills, lacks);
    }

    private static string HeldFor(Call call) => call.HeldAgent is { } held ? $", {held} is held for them" : "";

    private static string Ringing(Call call) => string.Join(", ", call.AllOffers().Select(o => o.Agent));

    private static string ByStep(Call call, QueueRule rule)
    {
        var skills = rule.SkillsAt(call.RelaxStep, call.Needs.Skills).Text;
        if (call.RelaxStep == 0) return skills.Length == 0 ? "" : $" ({skills})";
        return $" ({(skills.Length == 0 ? "anyone" : skills)}, relaxation step {call.RelaxStep} after {Seconds(rule.Relax[call.RelaxStep - 1].After)} s)";
    }

    private DateTimeOffset UtcOf(TimeSpan elapsed) => _now.Utc + (elapsed - _now.Elapsed);

    private static string Clock(DateTimeOffset time) => time.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => Math.Max(0, Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private static string Counted(int count, string thing) => count == 1 ? $"1 waiting {thing}" : $"{count} waiting {thing}s";
}

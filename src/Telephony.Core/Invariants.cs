namespace Telephony.Core;

/// <summary>Something that must never be true.</summary>
/// <param name="Invariant">Its name, as in docs/reliability.md.</param>
/// <param name="Detail">What was found.</param>
public sealed record Violation(string Invariant, string Detail);

/// <summary>An assertion of the core failed while an input was handled; the call concerned is isolated.</summary>
public sealed class InvariantException(string invariant, string detail) : Exception($"{invariant}: {detail}");

/// <content>What must hold after every input. Checked in full by the simulation after each one, and every few seconds in production.</content>
public sealed partial class Acd
{
    private static void Assert(bool condition, string invariant, string detail)
    {
        if (!condition) throw new InvariantException(invariant, detail);
    }

    /// <summary>Everything that is wrong now; empty when all is well. O(calls + agents × queues).</summary>
    public IEnumerable<Violation> Violations() => CallViolations().Concat(PartyViolations()).Concat(LineViolations()).Concat(RecordingViolations()).Concat(CallbackViolations()).Concat(DecisionViolations()).Concat(AgentViolations()).Concat(MatchingViolations());

    private IEnumerable<Violation> CallViolations()
    {
        foreach (var call in _calls.Values)
        {
            var waiting = _router.IsWaiting(call.Id);
            if (waiting != (call.State is CallState.Queued or CallState.Virtual)) yield return new("I1", $"{call.Id} is {call.State}, in line: {waiting}");
            var offered = call.State is CallState.Ringing or CallState.Connecting || call.IsTalking;
            if (offered != call.Offer is not null) yield return new("I1", $"{call.Id} is {call.State}, offer: {call.Offer?.Leg}");
            foreach (var offer in call.AllOffers())
            {
                if (_agents.GetValueOrDefault(offer.Agent) is var agent && (agent is null || agent.Call != call.Id || agent.Leg != offer.Leg))
                    yield return new("I3", $"{call.Id} is with {offer.Agent}, who is with {agent?.Call} on {agent?.Leg}");
                if (call.State == CallState.Ringing && !_deadlines.IsSet(DeadlineKind.RingTimeout, offer.Leg.Ring.Value))
                    yield return new("I7", $"{offer.Leg} rings without an end");
            }

            if (call.AlsoRinging.Count > 0 && call.State != CallState.Ringing) yield return new("I3", $"{call.Id} is {call.State} and rings others");
            if (call.WantsMore != _router.IsWanting(call.Id) || (call.WantsMore && call.State != CallState.Ringing))
                yield return new("I1", $"{call.Id} is {call.State}, wants more: {call.WantsMore}, in line for it: {_router.IsWanting(call.Id)}");
            if (waiting && call.Reserved is not null && !_deadlines.IsSet(DeadlineKind.Preference, call.Id.Value))
                yield return new("I7", $"{call.Id} waits for {call.Reserved} without an end");
            if (waiting && call.Reserved is { } preferred && WhyNotWaitFor(call, preferred) is { } why)
                yield return new("I11", $"{call.Id} waits for {preferred}: {why}");
            if (waiting && call.Excluded.Exists(e => e.Until <= _now.Elapsed)) yield return new("I7", $"{call.Id} excludes too long");
            if (call.State == CallState.Connecting && !_deadlines.IsSet(DeadlineKind.ConnectTimeout, call.Id.Value) && !_deadlines.IsSet(DeadlineKind.JoinUntold, call.Id.Value))
                yield return new("I6", $"{call.Id} is being joined without an end");
            if ((call.State == CallState.Parked) != (call.ParkingPlace is not null && _deadlines.IsSet(DeadlineKind.Parking, call.Id.Value)))
                yield return new("I7", $"{call.Id} is {call.State}, in parking place {call.ParkingPlace} without an end");
            if (call.State == CallState.Ended && (call.Disposition is null || !_deadlines.IsSet(DeadlineKind.ReleaseOverdue, call.Id.Value)))
                yield return new("I13", $"{call.Id} ended as {call.Disposition} and is kept");
            if (call.State is CallState.Queued or CallState.Ringing && call.QueuedAt is null)
                yield return new("I10", $"{call.Id} waits without a wait clock");
        }
    }

    private IEnumerable<Violation> AgentViolations()
    {
        foreach (var agent in _agents.Values)
        {
            var busy = agent.State is AgentState.Reserved or AgentState.Ringing or AgentState.Talking;
            if (busy != agent.Call is not null) yield return new("I3", $"{agent.Id} is {agent.State}, call: {agent.Call}");
            if (agent.Call is { } id && (!_calls.TryGetValue(id, out var call) || (call.HeldAgent != agent.Id && call.PartyOf(agent.Id) is null && !call.AllOffers().Any(o => o.Agent == agent.Id))))
                yield return new("I3", $"{agent.Id} is with {id}, which is not with them");
            IEnumerable<LegId> kept = !busy ? LegsOf(agent) : agent.Leg is { } lead && IsUnanswered(lead) ? [] : agent.OtherLegs ?? [];
            if (!_deadlines.IsSet(DeadlineKind.LegOverdue, agent.Id.Value))
            {
                foreach (var leg in kept) yield return new("I8", $"{agent.Id} keeps {leg} without an end");
            }

            if (agent.OtherLegs?.Exists(l => l == agent.Leg || _legAgents.GetValueOrDefault(l) != agent.Id) == true)
                yield return new("I3", $"{agent.Id} has {agent.Leg} beside {string.Join(", ", agent.OtherLegs)}");
            if ((agent.State == AgentState.WrapUp) != (agent.WrapUp is not null && _deadlines.IsSet(DeadlineKind.WrapUp, agent.Id.Value)))
                yield return new("I7", $"{agent.Id} is {agent.State}, in wrap-up for {agent.WrapUp?.Call} without an end");
            if (agent.State == AgentState.LoggedOut && (agent.PendingPause is not null || agent.Skills is not null))
                yield return new("I3", $"{agent.Id} is logged out and keeps what belongs to the shift");
            if (agent.CanBeOffered != _router.IsIdle(agent.Id)) yield return new("I11", $"{agent.Id} is {agent.State}, idle: {_router.IsIdle(agent.Id)}");
            if (agent.State != AgentState.LoggedOut && !TimesAddUp(agent)) yield return new("I14", $"{agent.Id}: times do not add up");
        }
    }

    private IEnumerable<Violation> MatchingViolations()
    {
        if (!_connected) yield break;
        foreach (var id in _router.IdleAgents)
        {
            if (_router.FindCallFor(id) is { } call) yield return new("I11", $"{id} is idle while {call.Id} waits");
            if (_router.FindWantingFor(id) is { } ringing) yield return new("I11", $"{id} is idle while {ringing} would ring more");
        }
    }

    private bool TimesAddUp(Agent agent)
    {
        var sum = _now.Since(agent.StateSince);
        foreach (var time in agent.TimeIn.Values) sum += time;
        return agent.LoggedInAt is { } since && (sum - _now.Since(since)).Duration() <= TimeSpan.FromMilliseconds(1);
    }
}

namespace Telephony.Core;

/// <content>What a call asks for by itself: its place in the queue, the agent it waits for, the agents it is not offered to.</content>
public sealed partial class Acd
{
    /// <summary>A call goes to a queue: what it asks for there; if nothing is said, what it asked for before, but for its agent and position there.</summary>
    private static void AskFor(Call call, CallNeeds? needs)
    {
        if (needs is not null) call.Needs = needs;
        else if (call.Needs is not { Preferred: null, Position: null }) call.Needs = call.Needs with { Preferred = null, Position = null };
    }

    private void TakeNeeds(Call call, QueueRule rule)
    {
        call.Priority = call.Needs.Priority ?? rule.Priority;
        (call.PutAt, call.AgedSince) = (null, null);
        call.Reserved = null;
        call.Excluded.Clear();
        call.NotTakenBy.Clear();
        _deadlines.Clear(DeadlineKind.Exclusion, call.Id.Value);
        foreach (var agent in call.Needs.Excluded) call.Excluded.Add(new Exclusion(agent, null, "not wanted for this call"));
    }

    /// <summary>Puts the call where it wishes to stand; its wait clock is not touched.</summary>
    private void PutAtPosition(Call call, int position)
    {
        if (_router.PlaceAt(call, position) is var (place, agedSince)) (call.PutAt, call.AgedSince) = (place, agedSince);
    }

    // ---- the preferred agent ----------------------------------------------------------------------------------

    /// <summary>A call waits for its preferred agent, who has to be a member of the queue, whatever the skills asked for: those who know each other
    /// need no table. It stands in its place and jumps no other. It waits for nobody who does not come back by themselves.</summary>
    private void Reserve(Call call)
    {
        if (call.Needs is not { Preferred: { } agent, PreferredFor: var limit } || limit <= TimeSpan.Zero || WhyNotWaitFor(call, agent) is not null) return;
        call.Reserved = agent;
        _deadlines.Set(DeadlineKind.Preference, call.Id.Value, _now.Elapsed + limit);
    }

    private string? WhyNotWaitFor(Call call, AgentId id)
    {
        if (!_agents.TryGetValue(id, out var agent) || !_site.Agents.TryGetValue(id.Value, out var profile)) return "not known";
        if (!profile.Queues.Contains(call.Queue!.Value.Value)) return $"does not serve {call.Queue}";
        if (call.Excludes(id)) return "not wanted for this call";
        return agent.State switch
        {
            AgentState.LoggedOut => "logged out",
            AgentState.Paused => "paused",
            AgentState.NotResponding => "did not respond",
            _ => null,
        };
    }

    private void EndReservation(Call call, string why)
    {
        if (call.Reserved is not { } agent) return;
        call.Reserved = null;
        _deadlines.Clear(DeadlineKind.Preference, call.Id.Value);
        Say(new AcdFact.CallReservationEnded(call.Id, agent, why));
        if (!_router.IsWaiting(call.Id)) return;
        _router.Advance(call.Id);
        _newlyWaiting.Add(call.Id);
    }

    private void ReviewReservation(Call call)
    {
        if (call.Reserved is { } agent && WhyNotWaitFor(call, agent) is { } why) EndReservation(call, why);
    }

    /// <summary>An agent will not come back by themselves: nobody waits for them any more.</summary>
    private void ReviewReservationsFor(Agent agent)
    {
        foreach (var id in _router.ReservedFor(agent.Id)) ReviewReservation(_calls[id]);
    }

    private void PreferenceOver(CallId id)
    {
        if (_calls.TryGetValue(id, out var call)) EndReservation(call, "waited long enough");
    }

    // ---- agents who did not take it ---------------------------------------------------------------------------

    /// <summary>Whoever did not take a call, and were the phone just busy, is rung for it again when everybody else who is free has been asked: a phone that
    /// is engaged now is engaged a second later.</summary>
    private static void NoteNotTaken(Call call, AgentId agent)
    {
        if (call.NotTakenBy.Contains(agent)) return;
        if (call.NotTakenBy.Count >= CallNeeds.ExcludedMost) call.NotTakenBy.RemoveAt(0);
        call.NotTakenBy.Add(agent);
    }

    /// <summary>Whoever did not take a call is not rung for it again for a while, if somebody else at work may serve it;
    /// when nobody else may, all who did not take it are asked again. Looks at the agents of the queue, once for each offer not taken.</summary>
    private void Exclude(Call call, AgentId agent, OfferOutcome outcome)
    {
        if (RuleOf(call.Queue) is not { } rule || rule.AskAgainAfter <= TimeSpan.Zero || call.Excludes(agent)) return;
        if (!_router.MembersOf(call.Queue!.Value).Any(other => other != agent && !call.Excludes(other) && IsAtWork(other) && WhyNotFit(call, other) is null))
        {
            call.Excluded.RemoveAll(e => e.Until is not null);
            _deadlines.Clear(DeadlineKind.Exclusion, call.Id.Value);
            return;
        }

        if (call.Excluded.Count(e => e.Until is not null) >= CallNeeds.ExcludedMost) call.Excluded.Remove(call.Excluded.Find(e => e.Until is not null)!);
        var what = outcome == OfferOutcome.Declined ? "declined" : "did not answer";
        call.Excluded.Add(new Exclusion(agent, _now.Elapsed + rule.AskAgainAfter, $"{what} this call at {Clock(_now.Utc)}"));
        AwaitExclusionOver(call);
    }

    private bool IsAtWork(AgentId id) => _agents.TryGetValue(id, out var agent)
        && agent.State is AgentState.Ready or AgentState.Reserved or AgentState.Ringing or AgentState.Talking or AgentState.WrapUp;

    private void AwaitExclusionOver(Call call)
    {
        if (call.Excluded.Min(e => e.Until) is { } next) _deadlines.Set(DeadlineKind.Exclusion, call.Id.Value, next);
        else _deadlines.Clear(DeadlineKind.Exclusion, call.Id.Value);
    }

    private void ExclusionOver(CallId id)
    {
        if (!_calls.TryGetValue(id, out var call)) return;
        call.Excluded.RemoveAll(e => e.Until <= _now.Elapsed);
        AwaitExclusionOver(call);
        if (_router.IsWaiting(id)) _newlyWaiting.Add(id);
        else if (_router.IsWanting(id)) _newlyWanting.Add(id);
    }
}

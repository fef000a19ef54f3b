namespace Telephony.Core;

/// <content>Those who are asked into a conversation by order: their phones ring, they answer and come in, they leave. What they do there is in
/// Supervising.cs, Consulting.cs and Conferences.cs.</content>
public sealed partial class Acd
{
    private static readonly TimeSpan PartyRingTime = TimeSpan.FromSeconds(30);

    private TalkParty? PartyOn(LegId leg) => _calls.TryGetValue(leg.Call, out var call) ? call.PartyOn(leg) : null;

    /// <summary>Why an agent's phone cannot be rung by order; null when it can. Whoever is paused can be asked, and is paused again afterwards.</summary>
    private string? WhyNotAsk(AgentId id)
    {
        if (!_agents.TryGetValue(id, out var agent) || !_site.Agents.ContainsKey(id.Value)) return $"unknown agent {id}";
        if (!_connected) return $"{id} cannot be rung: Asterisk is not connected";
        return agent switch
        {
            { State: AgentState.LoggedOut } => $"{id} is logged out",
            { State: AgentState.Ready or AgentState.Paused or AgentState.NotResponding, HasNoLeg: true } => null,
            _ => $"{id} cannot be rung: {WhyNotFree(id)?.Words ?? "busy"}",
        };
    }

    private static string InAlready(string who) => $"{who} is in the conversation already";

    private string? WhyNotReach(string destination)
    {
        if (!_site.Destinations.ContainsKey(destination)) return $"unknown destination {destination}";
        return _connected ? null : $"{destination} cannot be rung: Asterisk is not connected";
    }

    /// <summary>Asks somebody in: an agent, or a destination outside.</summary>
    private TalkParty Ask(Call call, Invited whom, PartyRole role, string by)
    {
        call.Offers++;
        var leg = role == PartyRole.Caller ? LegId.AheadOf(call.Id, call.Offers) : LegId.Of(call.Id, call.Offers);
        var party = new TalkParty { Agent = whom.Agent, Destination = whom.Destination, Leg = leg, Role = role, Since = _now, By = by };
        call.Parties.Add(party);
        var ring = RuleOf(call.Queue)?.RingTimeout ?? PartyRingTime;
        _deadlines.Set(DeadlineKind.RingTimeout, leg.Value, _now.Elapsed + ring);
        if (whom.Agent is { } id)
        {
            var agent = _agents[id];
            if (agent.State == AgentState.Paused) (agent.Wish, agent.WishReason) = (AgentState.Paused, agent.Reason);
            (agent.Call, agent.Leg, _legAgents[leg]) = (call.Id, leg, id);
            Tell(id, AgentEvent.Asked);
            Ring(call, id, leg, ring);
        }
        else
        {
            Do(new AcdEffect.RingOutside(call.Id, leg, _site.Destinations[whom.Destination!], ring, call.Caller));
        }

        return party;
    }

    private void PartyAnswered(Call call, TalkParty party)
    {
        if (party.HasAnswered) return;
        _deadlines.Clear(DeadlineKind.RingTimeout, party.Leg.Ring.Value);
        (party.HasAnswered, party.Since) = (true, _now);
        if (party.Agent is { } agent && party.Role != PartyRole.Caller) Tell(agent, AgentEvent.TalkStarted);
        switch (party.Role)
        {
            case PartyRole.Caller: DialFor(call, party); break;
            case PartyRole.Supervisor: BeginSupervision(call, party); break;
            case PartyRole.Consulted: BeginConsultation(call, party); break;
            default: ComeIn(call, party); break;
        }
    }

    private void PartyRingsTooLong(Call call, TalkParty party)
    {
        CancelParty(call, party, LegCancel.RingTimeout);
        PartyGone(call, party, OfferOutcome.NoAnswer);
    }

    /// <summary>Their phone did not answer, or they hung up.</summary>
    /// <param name="call">The call.</param>
    /// <param name="party">Who.</param>
    /// <param name="outcome">Why.</param>
    /// <param name="talkGoesOn">Whether caller and agent go on without them; not when the whole conversation ends.</param>
    private void PartyGone(Call call, TalkParty party, OfferOutcome outcome, bool talkGoesOn = true)
    {
        call.Parties.Remove(party);
        _deadlines.Clear(DeadlineKind.RingTimeout, party.Leg.Ring.Value);
        switch (party.Role)
        {
            case PartyRole.Supervisor: SupervisorGone(call, party, outcome); break;
            case PartyRole.Consulted: ConsultedGone(call, party, outcome); break;
            case PartyRole.Caller: break;
            default: GuestGone(call, party, outcome); break;
        }

        if (party.Agent is { } agent) Tell(agent, AgentEvent.Excused); // goes on with what was done before
        if (party is { Role: PartyRole.Consulted, Line: not null } && talkGoesOn) BackToCaller(call, party);
        else if (party.Role == PartyRole.Consulted && talkGoesOn) TakeBack(call, party.By);
        if (party.Role == PartyRole.Caller && talkGoesOn) GiveUpCalling(call);
    }

    /// <summary>The conversation ends, and with it whatever others were asked in for.</summary>
    private void ExcuseAll(Call call)
    {
        foreach (var party in call.Parties.ToArray()) SendAway(call, party, talkGoesOn: false);
    }

    private void SendAway(Call call, TalkParty party, bool talkGoesOn = true)
    {
        CancelParty(call, party, LegCancel.TalkEnded);
        PartyGone(call, party, OfferOutcome.CallerLeft, talkGoesOn);
    }

    private void CancelParty(Call call, TalkParty party, LegCancel reason)
    {
        if (party.Agent is { } rung) CancelOthers(_agents[rung], reason);
        Do(new AcdEffect.CancelLeg(call.Id, party.Leg, reason));
        if (party.Agent is { } agent) _deadlines.Set(DeadlineKind.LegOverdue, agent.Value, _now.Elapsed + ReleaseLimit);
    }

    private void HandOverTalk(Call call, TalkParty to, HandOverKind how, string? by)
    {
        var isApart = call.IsHeldByOrder || to.Line is not null;
        if (call.State == CallState.OnHold) Resume(call, by);
        HandOver(call, to, how, by);
        if (isApart) Reunite(call);
    }

    /// <summary>Somebody who was asked in is from now on the one who talks with the caller; the agent so far goes on to wrap-up.</summary>
    private void HandOver(Call call, TalkParty to, HandOverKind how, string? by)
    {
        var from = call.Offer!;
        call.Parties.Remove(to);
        _deadlines.Clear(DeadlineKind.RingTimeout, to.Leg.Ring.Value);
        Say(new AcdFact.TalkEnded(call.Id, from.Agent, _now.Since(from.JoinedAt!.Value), how == HandOverKind.AgentLeft ? Party.Agent : Party.System)
        {
            To = how == HandOverKind.TakenOver ? null : new Transferred(new TransferTarget(to.Agent, null, null), AfterAWord: true),
        });
        if (how != HandOverKind.AgentLeft) CancelLeg(call, from, LegCancel.TalkEnded);
        call.TalkedWith = from.Agent;
        call.Offer = new Offer { Agent = to.Agent!.Value, Leg = to.Leg, MadeAt = to.Since, CallerJoined = from.CallerJoined, AgentJoined = to.Line is null, JoinedAt = _now };
        Tell(from.Agent, AgentEvent.TalkEnded, queue: call.Queue);
        Say(new AcdFact.TalkHandedOver(call.Id, call.Queue!.Value, call.Offer.Agent, to.Leg, from.Agent, how) { By = by });
        PassRecordingOn(call);
        foreach (var supervisor in call.Parties.Where(p => p is { Role: PartyRole.Supervisor, HasAnswered: true })) ListenTo(call, supervisor);
    }

    private IEnumerable<Violation> PartyViolations()
    {
        foreach (var call in _calls.Values)
        {
            if (call.Parties.Count == 0) continue;
            if (!call.IsTalking && call.State != CallState.Dialling) yield return new("I3", $"{call.Id} is {call.State} and keeps {call.Parties[0].Name}");
            foreach (var party in call.Parties)
            {
                if (party.Agent is { } id && (!_agents.TryGetValue(id, out var agent) || agent.Call != call.Id || agent.Leg != party.Leg))
                    yield return new("I3", $"{call.Id} keeps {id}, who is not with it");
                if (party.HasAnswered == _deadlines.IsSet(DeadlineKind.RingTimeout, party.Leg.Ring.Value)) yield return new("I7", $"{party.Leg} rings without an end");
            }

            var consulted = call.Parties.Count(p => p.Role == PartyRole.Consulted);
            if ((call.State == CallState.Consulting) != (consulted == 1) || consulted > 1) yield return new("I1", $"{call.Id} is {call.State} with {consulted} consulted");
        }
    }
}

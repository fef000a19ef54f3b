namespace Telephony.Core;

/// <content>From the choice of an agent to the two being joined, or the caller waiting on. Most strategies ring one phone at a time;
/// where several ring, the first who answers gets the call and the others are told that it was answered elsewhere.</content>
public sealed partial class Acd
{
    /// <summary>Rings an agent for a call that waits, or rings already and would ring more.</summary>
    /// <param name="call">The call.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="byHand">Who or what chose the agent, in words; null when the queue's own rule did.</param>
    private void MakeOffer(Call call, Agent agent, string? byHand = null)
    {
        var queue = call.Queue!.Value;
        var isFirst = call.State == CallState.Queued;
        Assert(isFirst || (call.State == CallState.Ringing && _router.IsWanting(call.Id)), "I12", $"{call.Id} is {call.State}");
        Assert(agent.CanBeOffered && (byHand is not null || _router.MayServe(agent.Id, call.Id)), "I12", $"{call.Id} to {agent.Id}");
        var rule = _site.Queues[queue.Value];
        var (why, others) = (byHand ?? WhyChosen(call, agent, rule, _router), WhyNotOthers(call, agent, rule, byHand));
        if (byHand is null && call.NotTakenBy.Contains(agent.Id)) call.NotTakenBy.Clear(); // everybody else who is free was asked
        call.Offers++;
        var leg = LegId.Of(call.Id, call.Offers);
        var offer = new Offer { Agent = agent.Id, Leg = leg, MadeAt = _now };
        if (isFirst)
        {
            call.Offer = offer;
            _router.RemoveWaiting(call.Id);
            Enter(call, CallState.Ringing);
        }
        else
        {
            call.AlsoRinging.Add(offer);
        }

        _router.Rung(queue, agent.Id);
        _deadlines.Set(DeadlineKind.RingTimeout, leg.Value, _now.Elapsed + rule.RingTimeout);

        agent.Call = call.Id;
        agent.Leg = leg;
        _legAgents[leg] = agent.Id;
        Tell(agent.Id, AgentEvent.Offered);
        Ring(call, agent.Id, leg, rule.RingTimeout);
        Say(new AcdFact.OfferMade(call.Id, queue, agent.Id, leg, WaitedSoFar(call), why) { Others = others });
        call.ByOwnRule = false;
        if (byHand is null) AwaitMorePhones(call, rule);
    }

    private void Ring(Call call, AgentId agent, LegId leg, TimeSpan timeout)
    {
        var phone = _site.Agents[agent.Value];
        var ring = new AcdEffect.RingAgent(call.Id, leg, agent, phone.DialTarget, timeout, call.Caller, call.Queue!.Value)
        {
            MayTransfer = _site.PhoneTransfers,
            AutoAnswer = phone.AutoAnswer,
            NobodyYet = call.State == CallState.Dialling,
        };
        Do(ring);
        if (phone.AlsoDials is { IsEmpty: false } others) RingWith(ring, others);
    }

    // ---- several phones at once -------------------------------------------------------------------------------

    /// <summary>After a phone has begun to ring: whether more are to ring for the call, now or later.</summary>
    private void AwaitMorePhones(Call call, QueueRule rule)
    {
        var more = MayRingMore(call, rule);
        if (more && rule.Strategy == RoutingStrategy.RingAll)
        {
            WantMore(call);
            return;
        }

        RingNoMore(call);
        if (more) _deadlines.Set(DeadlineKind.RingMore, call.Id.Value, _now.Elapsed + rule.RingStep);
    }

    /// <summary>Whether the rules in force let one more phone ring for a call that rings already.</summary>
    private static bool MayRingMore(Call call, QueueRule rule) =>
        rule.Strategy is RoutingStrategy.RingAll or RoutingStrategy.RingProgressively && call.Reserved is null && 1 + call.AlsoRinging.Count < rule.RingMost;

    private void WantMore(Call call)
    {
        _deadlines.Clear(DeadlineKind.RingMore, call.Id.Value);
        if (_router.IsWanting(call.Id) || RuleOf(call.Queue) is not { } rule) return;
        if (!MayRingMore(call, rule)) return;
        call.WantsMore = true;
        _router.AddWanting(call);
        _newlyWanting.Add(call.Id);
    }

    private void RingNoMore(Call call)
    {
        call.WantsMore = false;
        _router.RemoveWanting(call.Id);
        _deadlines.Clear(DeadlineKind.RingMore, call.Id.Value);
    }

    // ---- answered ---------------------------------------------------------------------------------------------

    private void Join(Call call, LegId leg)
    {
        RingNoMore(call);
        var answered = call.OfferOn(leg)!;
        foreach (var other in call.AllOffers().Where(o => o.Leg != leg).ToArray()) Withdraw(call, other, LegCancel.AnsweredElsewhere, OfferOutcome.AnsweredElsewhere);
        call.Offer = answered;
        call.AlsoRinging.Clear();
        Enter(call, CallState.Connecting);
        StopPrompt(call);
        _deadlines.Clear(DeadlineKind.RingTimeout, leg.Ring.Value);
        Join(call);
    }

    private void Join(Call call)
    {
        JoinSettled(call);
        _deadlines.Set(DeadlineKind.ConnectTimeout, call.Id.Value, _now.Elapsed + JoinLimit);
        Do(new AcdEffect.StopMusic(call.Id));
        Do(new AcdEffect.Connect(call.Id, call.Offer!.Leg));
    }

    /// <summary>It may have been done: undone blindly, it would part two who talk, and ring for somebody who is being served.</summary>
    private void AskWhetherJoined(Call call)
    {
        _deadlines.Set(DeadlineKind.JoinUntold, call.Id.Value, _now.Elapsed + JoinAnswerLimit);
        Do(new AcdEffect.AskWhetherJoined(call.Id, call.Offer!.Leg));
    }

    private void JoinTold(AcdInput.JoinTold told)
    {
        if (!_calls.TryGetValue(told.Call, out var call) || call.Offer?.Leg != told.Leg || !_deadlines.IsSet(DeadlineKind.JoinUntold, told.Call.Value)) return;
        if (!told.IsJoined)
        {
            Happened(call.Id, CallEvent.JoinTimeout);
            return;
        }

        BridgeEntered(call.Id, call.Id.Value);
        BridgeEntered(call.Id, told.Leg.Value);
    }

    /// <summary>Nothing more is to be heard of joining the two.</summary>
    private void JoinSettled(Call call)
    {
        _deadlines.Clear(DeadlineKind.ConnectTimeout, call.Id.Value);
        _deadlines.Clear(DeadlineKind.JoinUntold, call.Id.Value);
    }

    // ---- not answered -----------------------------------------------------------------------------------------

    /// <summary>One phone will not take the call. While others ring, it rings on; otherwise the caller waits on with place and wait clock.
    /// The agent is judged by what happened.</summary>
    private void OfferFailed(Call call, LegId leg, OfferOutcome outcome)
    {
        var offer = call.OfferOn(leg)!;
        var musicStopped = call.State == CallState.Connecting;
        Remove(call, offer);
        JoinSettled(call);
        Say(new AcdFact.OfferFailed(call.Id, offer.Agent, offer.Leg.Ring, outcome) { RingsOn = call.Offer is not null });
        var agentsDoing = outcome is OfferOutcome.NoAnswer or OfferOutcome.Busy or OfferOutcome.Declined or OfferOutcome.Unreachable;
        if (agentsDoing) NoteNotTaken(call, offer.Agent);
        if (outcome is OfferOutcome.NoAnswer or OfferOutcome.Declined) Exclude(call, offer.Agent, outcome);
        Tell(offer.Agent, agentsDoing ? AgentEvent.OfferMissed : AgentEvent.OfferWithdrawn, outcome.ToString(), call.Queue);
        if (call.Offer is not null)
        {
            WantMore(call); // another phone rings at once in the place of this one
            return;
        }

        RingNoMore(call);
        if (musicStopped)
        {
            Do(new AcdEffect.DestroyBridge(call.Id));
            if (_site.Queues.TryGetValue(call.Queue!.Value.Value, out var rule)) Do(new AcdEffect.StartMusic(call.Id, rule.Music));
        }

        if (call.Overdue) Overflow(call);
        else Wait(call);
    }

    private void CancelAndOfferAgain(Call call, LegId leg)
    {
        CancelLeg(call, call.OfferOn(leg)!, LegCancel.RingTimeout);
        OfferFailed(call, leg, OfferOutcome.NoAnswer);
    }

    private void DropLegAndOfferAgain(Call call)
    {
        CancelLeg(call, call.Offer!, LegCancel.NotWanted);
        call.FailedJoins++;
        OfferFailed(call, call.Offer!.Leg, OfferOutcome.NotJoined);
        if (call.FailedJoins >= FailedJoinsMost && call.State == CallState.Queued) HandToFallback(call);
    }

    private void CancelAndEndAbandoned(Call call)
    {
        if (call.State == CallState.Connecting) Do(new AcdEffect.DestroyBridge(call.Id));
        WithdrawAll(call, LegCancel.CallerGone, OfferOutcome.CallerLeft);
        End(call, CallDisposition.AbandonedWhileRinging);
        AwaitChannelGone(call);
    }

    /// <summary>Ends every offer of a call, not by the agents' doing.</summary>
    private void WithdrawAll(Call call, LegCancel reason, OfferOutcome outcome)
    {
        RingNoMore(call);
        foreach (var offer in call.AllOffers().ToArray()) Withdraw(call, offer, reason, outcome);
    }

    private void Withdraw(Call call, Offer offer, LegCancel? reason, OfferOutcome outcome)
    {
        if (reason is { } why) CancelLeg(call, offer, why);
        Remove(call, offer);
        Say(new AcdFact.OfferFailed(call.Id, offer.Agent, offer.Leg.Ring, outcome) { RingsOn = call.Offer is not null });
        Tell(offer.Agent, AgentEvent.OfferWithdrawn);
    }

    private void Remove(Call call, Offer offer)
    {
        _deadlines.Clear(DeadlineKind.RingTimeout, offer.Leg.Ring.Value);
        if (call.AlsoRinging.Remove(offer)) return;
        call.Offer = call.AlsoRinging.FirstOrDefault();
        if (call.Offer is not null) call.AlsoRinging.RemoveAt(0);
    }

    private void CancelLeg(Call call, Offer offer, LegCancel reason)
    {
        if (_agents.TryGetValue(offer.Agent, out var agent)) CancelOthers(agent, reason);
        Do(new AcdEffect.CancelLeg(call.Id, offer.Leg, reason));
        _deadlines.Set(DeadlineKind.LegOverdue, offer.Agent.Value, _now.Elapsed + ReleaseLimit);
    }

    /// <summary>Snapshots of earlier versions name the call, which had one phone ringing.</summary>
    private void RingOver(string subject)
    {
        var id = LegId.IsLeg(subject) ? new LegId(subject).Call : new CallId(subject);
        if (!_calls.TryGetValue(id, out var call)) return;
        if (call.Parties.Find(p => p.Leg.Ring.Value == subject) is { } party) PartyRingsTooLong(call, party);
        else if ((call.AllOffers().FirstOrDefault(o => o.Leg.Ring.Value == subject) ?? call.Offer) is { } offer) Happened(id, CallEvent.RingTimeout, leg: offer.Leg);
    }

    /// <summary>What a leg's end says of the agent. Whoever answers and drops at once has declined.</summary>
    private static OfferOutcome OutcomeOf(CallState state, LegEnd end) => (state, end) switch
    {
        (_, LegEnd.Lost) => OfferOutcome.Lost,
        (_, LegEnd.Vanished) => OfferOutcome.Unreachable,
        (CallState.Connecting, _) => OfferOutcome.Declined,
        (_, LegEnd.Busy) => OfferOutcome.Busy,
        (_, LegEnd.Declined) => OfferOutcome.Declined,
        (_, LegEnd.Unreachable) => OfferOutcome.Unreachable,
        _ => OfferOutcome.NoAnswer,
    };
}

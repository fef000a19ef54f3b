namespace Telephony.Core;

/// <content>From the choice of an agent to the two being joined, or the caller waiting on.</content>
public sealed partial class Acd
{
    private void MakeOffer(Call call, Agent agent)
    {
        var queue = call.Queue!.Value;
        Assert(call.State == CallState.Queued && agent.CanBeOffered && _router.MayServe(agent.Id, queue, call.RelaxStep), "I12", $"{call.Id} to {agent.Id}");
        var rule = _site.Queues[queue.Value];
        var why = WhyChosen(call, agent, rule);
        call.Offers++;
        var leg = LegId.Of(call.Id, call.Offers);
        call.Offer = new Offer { Agent = agent.Id, Leg = leg, MadeAt = _now };
        _router.RemoveWaiting(call.Id);
        _router.Rung(queue, agent.Id);
        Enter(call, CallState.Ringing);
        _deadlines.Set(DeadlineKind.RingTimeout, call.Id.Value, _now.Elapsed + rule.RingTimeout);

        agent.Call = call.Id;
        agent.Leg = leg;
        _legAgents[leg] = agent.Id;
        Tell(agent.Id, AgentEvent.Offered);
        Do(new AcdEffect.RingAgent(call.Id, leg, agent.Id, _site.Agents[agent.Id.Value].DialTarget, rule.RingTimeout, call.Caller, queue));
        Say(new AcdFact.OfferMade(call.Id, queue, agent.Id, leg, WaitedSoFar(call), why));
    }

    private void Join(Call call)
    {
        Enter(call, CallState.Connecting);
        StopPrompt(call);
        _deadlines.Clear(DeadlineKind.RingTimeout, call.Id.Value);
        _deadlines.Set(DeadlineKind.ConnectTimeout, call.Id.Value, _now.Elapsed + JoinLimit);
        Do(new AcdEffect.StopMusic(call.Id));
        Do(new AcdEffect.Connect(call.Id, call.Offer!.Leg));
    }

    /// <summary>The caller keeps place and wait clock; the agent is judged by what happened.</summary>
    private void OfferFailed(Call call, OfferOutcome outcome)
    {
        var offer = call.Offer!;
        var musicStopped = call.State == CallState.Connecting;
        call.Offer = null;
        _deadlines.Clear(DeadlineKind.RingTimeout, call.Id.Value);
        _deadlines.Clear(DeadlineKind.ConnectTimeout, call.Id.Value);
        Say(new AcdFact.OfferFailed(call.Id, offer.Agent, offer.Leg, outcome));
        var agentsDoing = outcome is OfferOutcome.NoAnswer or OfferOutcome.Busy or OfferOutcome.Declined or OfferOutcome.Unreachable;
        Tell(offer.Agent, agentsDoing ? AgentEvent.OfferMissed : AgentEvent.OfferWithdrawn, outcome.ToString(), call.Queue);

        if (musicStopped)
        {
            Do(new AcdEffect.DestroyBridge(call.Id));
            if (_site.Queues.TryGetValue(call.Queue!.Value.Value, out var rule)) Do(new AcdEffect.StartMusic(call.Id, rule.Music));
        }

        if (call.Overdue) Overflow(call);
        else Wait(call);
    }

    private void CancelAndOfferAgain(Call call)
    {
        CancelLeg(call, LegCancel.RingTimeout);
        OfferFailed(call, OfferOutcome.NoAnswer);
    }

    private void DropLegAndOfferAgain(Call call)
    {
        CancelLeg(call, LegCancel.NotWanted);
        call.FailedJoins++;
        OfferFailed(call, OfferOutcome.NotJoined);
        if (call.FailedJoins >= FailedJoinsMost && call.State == CallState.Queued) HandToFallback(call);
    }

    private void CancelAndEndAbandoned(Call call)
    {
        var offer = call.Offer!;
        CancelLeg(call, LegCancel.CallerGone);
        if (call.State == CallState.Connecting) Do(new AcdEffect.DestroyBridge(call.Id));
        call.Offer = null;
        Say(new AcdFact.OfferFailed(call.Id, offer.Agent, offer.Leg, OfferOutcome.CallerLeft));
        Tell(offer.Agent, AgentEvent.OfferWithdrawn);
        End(call, CallDisposition.AbandonedWhileRinging);
        AwaitChannelGone(call);
    }

    private void CancelLeg(Call call, LegCancel reason)
    {
        var offer = call.Offer!;
        Do(new AcdEffect.CancelLeg(call.Id, offer.Leg, reason));
        _deadlines.Set(DeadlineKind.LegOverdue, offer.Agent.Value, _now.Elapsed + ReleaseLimit);
    }

    /// <summary>What a leg's end says of the agent. Whoever answers and drops at once has declined.</summary>
    private static OfferOutcome OutcomeOf(CallState state, LegEnd end) => (state, end) switch
    {
        (_, LegEnd.Lost) => OfferOutcome.Lost,
        (CallState.Connecting, _) => OfferOutcome.Declined,
        (_, LegEnd.Busy) => OfferOutcome.Busy,
        (_, LegEnd.Declined) => OfferOutcome.Declined,
        (_, LegEnd.Unreachable) => OfferOutcome.Unreachable,
        _ => OfferOutcome.NoAnswer,
    };
}

namespace Telephony.Core;

/// <content>Transfers: at once, by way of a queue, and after a word with the target while the caller is on hold.</content>
public sealed partial class Acd
{
    private string? WhyNotTransfer(AcdInput.TransferOrdered asked, out Call call)
    {
        if (WhyNotTalking(asked.Call, out call) is { } refusal) return refusal;
        if (asked.How is TransferKind.Complete or TransferKind.Cancel) return call.State == CallState.Consulting ? null : $"{call.Id} is not being transferred";
        if (call.State == CallState.Consulting) return $"{call.Id} is being transferred to {Consulted(call).Name}";
        if (asked.How == TransferKind.Queue) return WhyNotQueue(asked.To.Queue);
        if (asked.To.Agent is { } agent)
        {
            if (call.Offer!.Agent == agent || call.PartyOf(agent) is not null) return InAlready(agent.Value);
            if (asked.How == TransferKind.Blind && RuleOf(call.Queue) is null) return $"unknown queue {call.Queue}";
            return WhyNotAsk(agent) ?? (asked.How == TransferKind.Attended || _agents[agent].CanBeOffered ? null : $"{agent} cannot be rung: {WhyNotFree(agent)?.Words}");
        }

        return asked.To.Destination is { } destination ? WhyNotReach(destination) : "a transfer needs a target";
    }

    private string? WhyNotQueue(QueueName? queue)
    {
        if (queue is not { } name || RuleOf(name) is not { } rule) return $"unknown queue {queue}";
        return WhyNotIn(name, rule) is { } refused ? $"{name} takes no call now: {refused.Reason}" : null;
    }

    private string? Transfer(AcdInput.TransferOrdered asked)
    {
        if (WhyNotTransfer(asked, out var call) is { } refusal) return refusal;
        switch (asked.How)
        {
            case TransferKind.Queue: TransferToQueue(call, asked.To.Queue!.Value, asked.By); break;
            case TransferKind.Blind when asked.To.Agent is { } agent: TransferToAgent(call, agent, asked.By); break;
            case TransferKind.Blind: TransferOutside(call, asked.To.Destination!, Party.System); break;
            case TransferKind.Attended: Consult(call, new Invited(asked.To.Agent, asked.To.Destination), asked.By); break;
            case TransferKind.Complete: CompleteTransfer(call, agentHasLeft: false, asked.By); break;
            case TransferKind.Cancel: SendAway(call, Consulted(call)); break;
        }

        return null;
    }

    private static TalkParty Consulted(Call call) => call.Parties.First(p => p.Role == PartyRole.Consulted);

    // ---- at once ----------------------------------------------------------------------------------------------

    /// <summary>The caller waits there with the time already waited, the talk not counted.</summary>
    private void TransferToQueue(Call call, QueueName queue, string by)
    {
        LeaveForQueue(call, new TransferTarget(null, queue, null), Party.System, by);
        Enqueue(call, queue);
    }

    /// <summary>The agent is rung out of turn; when nobody answers there, the caller is in the queue again.</summary>
    private void TransferToAgent(Call call, AgentId agent, string by)
    {
        var queue = call.Queue!.Value;
        LeaveForQueue(call, new TransferTarget(agent, null, null), Party.System, by);
        TakeInAgain(call, queue, RuleOf(queue)!);
        Say(new AcdFact.CallAssigned(call.Id, queue, agent, true, by));
        MakeOffer(call, _agents[agent], $"transferred by {by}");
    }

    private void TransferOutside(Call call, string destination, Party endedBy)
    {
        LeaveWithCaller(call, endedBy, new Transferred(new TransferTarget(null, null, destination), AfterAWord: false));
        call.TransferTo = destination;
        Say(new AcdFact.CallTransferred(call.Id, destination));
        End(call, CallDisposition.Answered);
        Release(call);
    }

    private void LeaveForQueue(Call call, TransferTarget to, Party endedBy, string by)
    {
        var (queue, agent) = (call.Queue!.Value, call.Offer!.Agent);
        LeaveWithCaller(call, endedBy, new Transferred(to, AfterAWord: false));
        WaitOn(call, queue, agent, to, by);
    }

    /// <summary>Into the queue it was answered in.</summary>
    private void TakeInAgain(Call call, QueueName queue, QueueRule rule)
    {
        call.Visited = [queue]; // or its overflow could lead in a circle
        TakeIn(call, queue, rule);
    }

    /// <summary>From now on the caller waits with the time waited before the talk.</summary>
    private void WaitOn(Call call, QueueName queue, AgentId agent, TransferTarget to, string by)
    {
        Say(new AcdFact.TalkTransferred(call.Id, queue, agent, to, by));
        call.Queue = null; // counted as answered; whatever comes next is not this queue's
        call.FirstQueuedAt ??= call.QueuedAt!.Value.Elapsed;
        call.QueuedAt = new Moment(_now.Elapsed - call.Waited, _now.Utc - call.Waited);
        (call.Visited, call.RefusedBy, call.Needs, call.FailedJoins) = ([], [], call.Needs with { Preferred = null, Position = null }, 0);
        Enter(call, CallState.Informed); // in no conversation, and in no queue yet
    }

    /// <summary>The agent's part is over, the caller stays.</summary>
    private void LeaveWithCaller(Call call, Party endedBy, Transferred? to = null, AgentEvent agentIs = AgentEvent.TalkEnded)
    {
        if (call.IsHeldByOrder) Do(new AcdEffect.StopMusic(call.Id));
        LeaveTalk(call, endedBy, WayAside(call), to, agentIs);
    }

    // ---- after a word -----------------------------------------------------------------------------------------

    /// <summary>The caller hears music; the target comes into the bridge in which the agent has stayed, or talks with the agent on another line of the phone.</summary>
    private void Consult(Call call, Invited whom, string by, CallId? line = null)
    {
        var isHeldByPhone = call is { State: CallState.OnHold, IsHeldByOrder: false };
        if (line is null && !call.IsHeldByOrder) Part(call);
        if (call.State == CallState.Connected) Hold(call, by);
        Enter(call, CallState.Consulting);
        var party = Ask(call, whom, PartyRole.Consulted, by);
        (party.Line, party.HoldsCaller) = (line, line is not null && isHeldByPhone);
        Say(new AcdFact.ConsultationBegan(call.Id, call.Queue!.Value, call.Offer!.Agent, whom, by));
    }

    private void BeginConsultation(Call call, TalkParty party)
    {
        if (party.Line is { } line) JoinLine(party, line);
        else Do(new AcdEffect.AddLeg(call.Id, party.Leg));
        Say(new AcdFact.ConsultationAnswered(call.Id, call.Queue!.Value, call.Offer!.Agent, Invited.Of(party)));
    }

    /// <summary>Nobody there, not wanted any more, or they have hung up: the agent talks with the caller again.</summary>
    private void ConsultedGone(Call call, TalkParty party, OfferOutcome outcome) => EndConsultation(
        call, party, outcome == OfferOutcome.CallerLeft ? ConsultationEnd.Cancelled : party.HasAnswered ? ConsultationEnd.TargetLeft : ConsultationEnd.NotReached);

    private void EndConsultation(Call call, TalkParty party, ConsultationEnd how)
    {
        Enter(call, CallState.OnHold);
        if (party.Line is { } line) LetLineGo(party, line);
        Say(new AcdFact.ConsultationEnded(call.Id, call.Queue!.Value, call.Offer!.Agent, Invited.Of(party), how));
    }

    /// <summary>Target and caller talk, the agent leaves. While the phone still rings there, it goes on ringing for the caller.</summary>
    private void CompleteTransfer(Call call, bool agentHasLeft, string by)
    {
        var party = Consulted(call);
        if (party.Agent is null) CompleteOutside(call, party, agentHasLeft);
        else if (party.HasAnswered) CompleteWith(call, party, agentHasLeft, by);
        else RingOn(call, party, agentHasLeft, by);
    }

    private void CompleteWith(Call call, TalkParty party, bool agentHasLeft, string by)
    {
        call.Parties.Remove(party);
        EndConsultation(call, party, ConsultationEnd.Completed);
        HandOverTalk(call, party, agentHasLeft ? HandOverKind.AgentLeft : HandOverKind.Transferred, by);
    }

    private void RingOn(Call call, TalkParty party, bool agentHasLeft, string by)
    {
        var (queue, agent) = (call.Queue!.Value, party.Agent!.Value);
        call.Parties.Remove(party);
        EndConsultation(call, party, ConsultationEnd.Completed);
        LeaveForQueue(call, new TransferTarget(agent, null, null), agentHasLeft ? Party.Agent : Party.System, by);
        if (RuleOf(queue) is not { } rule)
        {
            CancelParty(call, party, LegCancel.NotWanted);
            _deadlines.Clear(DeadlineKind.RingTimeout, party.Leg.Ring.Value);
            Tell(agent, AgentEvent.Excused);
            HandToFallback(call);
            return;
        }

        TakeInAgain(call, queue, rule);
        _router.RemoveWaiting(call.Id);
        Enter(call, CallState.Ringing);
        call.Offer = new Offer { Agent = agent, Leg = party.Leg, MadeAt = party.Since };
        _deadlines.Set(DeadlineKind.RingTimeout, party.Leg.Ring.Value, _now.Elapsed + rule.RingTimeout);
        Say(new AcdFact.CallAssigned(call.Id, queue, agent, true, by));
        Say(new AcdFact.OfferMade(call.Id, queue, agent, party.Leg.Ring, WaitedSoFar(call), $"transferred by {by}"));
    }
}

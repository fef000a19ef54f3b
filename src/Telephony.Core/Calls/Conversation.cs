namespace Telephony.Core;

/// <content>Caller and agent in one bridge: how a conversation begins, is recorded, and ends.</content>
public sealed partial class Acd
{
    private void BridgeEntered(CallId id, string channel)
    {
        if (!_calls.TryGetValue(id, out var call) || call.Offer is not { } offer) return;
        offer.CallerJoined |= channel == id.Value;
        offer.AgentJoined |= channel == offer.Leg.Value;
        if (offer is { CallerJoined: true, AgentJoined: true }) Happened(id, CallEvent.Joined);
    }

    private void BeginTalk(Call call)
    {
        var (queue, offer) = (call.Queue!.Value, call.Offer!);
        call.Waited = WaitedSoFar(call);
        offer.JoinedAt = _now;
        ClearDeadlines(call);
        Enter(call, CallState.Connected);
        Tell(offer.Agent, AgentEvent.TalkStarted);
        Say(new AcdFact.CallConnected(call.Id, queue, offer.Agent, offer.Leg.Ring, call.Waited) { Channel = offer.Leg.IsOfOtherPhone ? offer.Leg : null });
        if (!_site.Queues.TryGetValue(queue.Value, out var rule)) return;
        if (rule.AnnounceAgent) AnnounceAgent(call, offer.Agent);
        RecordByRule(call, rule);
    }

    /// <summary>Both are in the bridge by now: the announcement delays no answer, and needs no lease.</summary>
    private void AnnounceAgent(Call call, AgentId agent)
    {
        var prompts = Phrases.AgentAtYourService(agent.Value, call.Language);
        if (prompts.IsEmpty) return;
        call.Playbacks++;
        Do(new AcdEffect.PlayInTalk(call.Id, new PlaybackId($"{call.Id}-play-{call.Playbacks}"), prompts, call.Language));
    }

    /// <summary>The agent has hung up. In a conference another agent goes on with the caller. Where the flow that led to the queue goes on after the talk, the caller stays.</summary>
    private void EndByAgent(Call call)
    {
        if (call.Parties.Find(p => p is { Role: PartyRole.Guest, HasAnswered: true, Agent: not null }) is { } guest)
        {
            HandOverTalk(call, guest, HandOverKind.AgentLeft, null);
            return;
        }

        if (call.Run?.AfterTalk is { } after)
        {
            if (call.IsHeldByOrder) Do(new AcdEffect.StopMusic(call.Id));
            LeaveTalk(call, Party.Agent, WayAside(call));
            BeginAfterTalk(call, after);
            return;
        }

        EndTalk(call, Party.Agent);
        Release(call);
    }

    /// <summary>The agent's phone is dead, which is not the caller's doing: they wait again where they joined first, which is before all who came later, and for
    /// another agent if there is one. In a conference another agent goes on with the caller.</summary>
    private void WaitAgain(Call call)
    {
        if (RuleOf(call.Queue) is not { RequeueWhenPhoneLost: true } rule || call.Parties.Exists(p => p is { Role: PartyRole.Guest, HasAnswered: true, Agent: not null }))
        {
            EndByAgent(call);
            return;
        }

        var (queue, agent) = (call.Queue!.Value, call.Offer!.Agent);
        LeaveWithCaller(call, Party.Agent, agentIs: AgentEvent.PhoneLost);
        WaitOn(call, queue, agent, new TransferTarget(null, queue, null), "phone lost");
        TakeInAgain(call, queue, rule);
        NoteNotTaken(call, agent);
    }

    private void EndAfterTalk(Call call) => End(call, CallDisposition.Answered);

    private void LegHeld(LegId leg, CallEvent happened)
    {
        // The caller who is out of the bridge by order hears nothing of what the phone does.
        if (!_calls.TryGetValue(leg.Call, out var call) || call.Offer?.Leg != leg || call.IsHeldByOrder) return;
        if (call.Parties.Find(p => p is { Role: PartyRole.Consulted, Line: not null }) is { } aside) aside.HoldsCaller = happened == CallEvent.Held;
        else Happened(leg.Call, happened, leg: leg);
    }

    private void Hold(Call call, string? by)
    {
        Enter(call, CallState.OnHold);
        call.HeldSince = _now;
        Say(new AcdFact.CallHeld(call.Id, call.Queue!.Value, call.Offer!.Agent) { By = by });
    }

    private void Resume(Call call, string? by)
    {
        var held = _now.Since(call.HeldSince ?? call.StateSince); // StateSince: in a snapshot of an earlier version
        call.HeldSince = null;
        Enter(call, CallState.Connected);
        Say(new AcdFact.CallResumed(call.Id, call.Queue!.Value, call.Offer!.Agent, held) { By = by });
    }

    private void EndTalk(Call call, Party endedBy)
    {
        LeaveTalk(call, endedBy, new AcdEffect.DestroyBridge(call.Id));
        End(call, CallDisposition.Answered);
    }

    private static AcdEffect.LeaveBridge WayAside(Call call) => new(call.Id) { IsOut = call.IsHeldByOrder };

    /// <param name="call">The call.</param>
    /// <param name="endedBy">Who ended it.</param>
    /// <param name="leave">What becomes of the bridge; null: the caller stays in it with somebody else.</param>
    /// <param name="to">Whom the caller is transferred to; null: nobody.</param>
    /// <param name="agentIs">What it is for the agent.</param>
    private void LeaveTalk(Call call, Party endedBy, AcdEffect? leave, Transferred? to = null, AgentEvent agentIs = AgentEvent.TalkEnded)
    {
        var offer = call.Offer!;
        ExcuseAll(call);
        if (call.State == CallState.OnHold) Resume(call, null); // so that the time on hold is known
        JoinSettled(call);
        call.IsHeldByOrder = false;
        Say(new AcdFact.TalkEnded(call.Id, offer.Agent, _now.Since(offer.JoinedAt!.Value), endedBy) { To = to });
        StopRecording(call, isCut: endedBy == Party.System && !IsHeard(call.Id)); // by order it ends whole
        if (endedBy != Party.Agent) CancelLeg(call, offer, LegCancel.TalkEnded);
        if (leave is not null) Do(leave);
        call.Offer = null;
        call.TalkedWith = offer.Agent;
        Tell(offer.Agent, agentIs, queue: call.Queue);
    }
}

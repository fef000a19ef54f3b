namespace Telephony.Core;

/// <content>A caller who talks with a destination outside, whom an agent has connected: nobody of ours is there any more, both stay in the call's bridge.</content>
public sealed partial class Acd
{
    /// <summary>Who has answered there talks with the caller; where the phone still rings, the dialplan has the caller from now on, and dials anew.</summary>
    private void CompleteOutside(Call call, TalkParty party, bool agentHasLeft)
    {
        var endedBy = agentHasLeft ? Party.Agent : Party.System;
        call.Parties.Remove(party);
        _deadlines.Clear(DeadlineKind.RingTimeout, party.Leg.Ring.Value);
        EndConsultation(call, party, ConsultationEnd.Completed);
        if (party.HasAnswered)
        {
            LeaveWith(call, party, endedBy);
            return;
        }

        CancelParty(call, party, LegCancel.TalkEnded);
        TransferOutside(call, party.Destination!, endedBy);
    }

    private void LeaveWith(Call call, TalkParty party, Party endedBy)
    {
        LeaveTalk(call, endedBy, leave: null, new Transferred(new TransferTarget(null, null, party.Destination), AfterAWord: true));
        call.OutsideLeg = party.Leg;
        Enter(call, CallState.Outside);
        Say(new AcdFact.CallTransferred(call.Id, party.Destination!));
        JoinOutside(call);
    }

    private void JoinOutside(Call call)
    {
        Do(new AcdEffect.StopMusic(call.Id));
        Do(new AcdEffect.Connect(call.Id, call.OutsideLeg!.Value));
    }

    private void EndOutside(Call call)
    {
        if (call.OutsideLeg is { } leg) Do(new AcdEffect.CancelLeg(call.Id, leg, LegCancel.TalkEnded));
        call.OutsideLeg = null;
        Do(new AcdEffect.DestroyBridge(call.Id));
        End(call, CallDisposition.Answered);
    }

    private bool IsOutside(LegId leg) => _calls.TryGetValue(leg.Call, out var call) && call.OutsideLeg == leg;
}

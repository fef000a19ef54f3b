namespace Telephony.Core;

/// <content>What people and other systems do to a call by order: hang up, hold and take back, send keys. Each returns why not, in a sentence, or null.</content>
public sealed partial class Acd
{
    /// <summary>Why an order could not be carried out now, in a sentence; null when it could. Changes nothing.</summary>
    public string? WhyNot(AcdInput order) => order switch
    {
        AcdInput.HangUpOrdered o => WhyNotLive(o.Call, out _),
        AcdInput.HoldOrdered o => WhyNotHold(o, out _),
        AcdInput.DigitsOrdered o => WhyNotSend(o, out _),
        AcdInput.CallOutOrdered o => WhyNotCallOut(o, out _),
        AcdInput.ParkOrdered o => WhyNotPark(o, out _),
        AcdInput.PickUpOrdered o => WhyNotPickUp(o, out _),
        AcdInput.SupervisionOrdered o => WhyNotSupervise(o, out _),
        AcdInput.TransferOrdered o => WhyNotTransfer(o, out _),
        AcdInput.ConferenceOrdered o => WhyNotConfer(o, out _),
        _ => null,
    };

    private string? WhyNotLive(CallId id, out Call call)
    {
        if (!_calls.TryGetValue(id, out call!)) return $"no call {id}";
        return call.State == CallState.Ended ? $"{id} has ended" : null;
    }

    private string? WhyNotTalking(CallId id, out Call call)
    {
        if (WhyNotLive(id, out call) is { } gone) return gone;
        return call.IsTalking ? null : $"{id} is not in a conversation";
    }

    // ---- hang up ----------------------------------------------------------------------------------------------

    private string? HangUp(AcdInput.HangUpOrdered asked)
    {
        if (WhyNotLive(asked.Call, out var call) is { } refusal) return refusal;
        Say(new AcdFact.CallHungUp(call.Id, call.Queue, call.Offer?.Agent, asked.By));
        if (call.State is CallState.Virtual or CallState.Dialling) Withdraw(_callbacks[call.Callback!.Value], CallbackOutcome.Cancelled);
        else if (call.State == CallState.Surveying) HangUpInFlow(call);
        else if (call.State == CallState.Outside) HangUpOutside(call);
        else if (call.State == CallState.Parked) HangUpParked(call);
        else if (call.IsTalking) HangUpTalk(call);
        else HangUpBeforeTalk(call);
        return null;
    }

    private void HangUpTalk(Call call)
    {
        EndTalk(call, Party.System);
        Release(call);
    }

    private void HangUpParked(Call call)
    {
        EndAfterTalk(call);
        Release(call);
    }

    private void HangUpOutside(Call call)
    {
        EndOutside(call);
        Release(call);
    }

    private void HangUpBeforeTalk(Call call)
    {
        if (call.State == CallState.Connecting) Do(new AcdEffect.DestroyBridge(call.Id));
        WithdrawAll(call, LegCancel.CallerGone, OfferOutcome.CallerLeft);
        StopPrompt(call);
        Dismiss(call);
    }

    // ---- hold -------------------------------------------------------------------------------------------------

    private string? WhyNotHold(AcdInput.HoldOrdered asked, out Call call)
    {
        if (WhyNotTalking(asked.Call, out call) is { } refusal) return refusal;
        if (call.State == CallState.Consulting && !asked.On) return $"{call.Id} is being transferred to {Consulted(call).Name}";
        return call is { State: CallState.OnHold, IsHeldByOrder: false } && !asked.On ? $"{call.Id} is kept on hold by the phone of {call.Offer!.Agent}" : null;
    }

    /// <summary>The caller leaves the bridge and hears music, with the lease of one who waits: nobody is left with music when no router lives.
    /// The agent stays in the bridge, alone.</summary>
    private string? Hold(AcdInput.HoldOrdered asked)
    {
        if (WhyNotHold(asked, out var call) is { } refusal) return refusal;
        if (asked.On && call.State == CallState.Connected) PutOnHold(call, asked.By);
        else if (!asked.On && call.State == CallState.OnHold) TakeBack(call, asked.By);
        return null;
    }

    private void PutOnHold(Call call, string by)
    {
        Part(call);
        Hold(call, by);
    }

    private void TakeBack(Call call, string by)
    {
        Resume(call, by);
        Reunite(call);
    }

    /// <summary>Takes the caller out of the talk, to hear music.</summary>
    private void Part(Call call)
    {
        JoinSettled(call);
        call.IsHeldByOrder = true;
        Do(new AcdEffect.StepAside(call.Id));
        Do(new AcdEffect.StartMusic(call.Id, MusicOf(call)));
    }

    /// <summary>Brings the caller back into the talk. Only the arrival in the bridge proves it.</summary>
    private void Reunite(Call call)
    {
        call.IsHeldByOrder = false;
        call.Offer!.CallerJoined = false;
        call.FailedJoins = 0;
        Join(call);
    }

    /// <summary>Asks again, and at last gives up: a caller who hears nothing is better off with the fallback.</summary>
    private void JoinAgain(Call call)
    {
        if (++call.FailedJoins >= FailedJoinsMost) HandToFallback(call);
        else Join(call);
    }

    private string MusicOf(Call call) => RuleOf(call.Queue)?.Music ?? "default";

    // ---- keys -------------------------------------------------------------------------------------------------

    private string? WhyNotSend(AcdInput.DigitsOrdered asked, out Call call)
    {
        if (WhyNotTalking(asked.Call, out call) is { } refusal) return refusal;
        return call.State == CallState.Connected ? null : $"{call.Id} is on hold";
    }

    private string? Send(AcdInput.DigitsOrdered asked)
    {
        if (WhyNotSend(asked, out var call) is { } refusal) return refusal;
        Do(new AcdEffect.SendKeys(call.Id, asked.Digits));
        Say(new AcdFact.DigitsSent(call.Id, call.Queue!.Value, call.Offer!.Agent, asked.Digits.Length, asked.By));
        return null;
    }
}

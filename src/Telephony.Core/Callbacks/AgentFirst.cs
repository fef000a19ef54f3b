namespace Telephony.Core;

/// <content>Calls made for an agent whose own phone rings first: when it is answered the number is dialled, and whoever answers there talks with the agent at once.</content>
public sealed partial class Acd
{
    /// <summary>Whether the agent's phone rings still, so that nobody is dialled yet.</summary>
    private static bool AwaitsAgent(Call call) => call.Parties.Exists(p => p is { Role: PartyRole.Caller, HasAnswered: false });

    private void RingFirst(Callback callback, AgentId agent, string by)
    {
        callback.IsDue = true;
        (callback.QueuedAt, callback.JoinSequence) = (_now, ++_joinSequence);
        callback.State = CallbackState.Dialling;
        var call = NewCallFor(callback, _site.Queues[callback.Queue.Value]);
        Enter(call, CallState.Dialling);
        Ask(call, new Invited(agent, null), PartyRole.Caller, by);
    }

    /// <summary>The agent has answered, and hears ringing until somebody else does.</summary>
    private void DialFor(Call call, TalkParty party)
    {
        var callback = _callbacks[call.Callback!.Value];
        if (TargetOf(callback) is null)
        {
            Withdraw(callback, CallbackOutcome.Failed); // the rules changed meanwhile
            return;
        }

        Do(new AcdEffect.RingBack(call.Id, party.Leg, true));
        Dial(call, callback, party.Agent);
    }

    /// <summary>The agent did not answer, or has hung up: nobody is called any more.</summary>
    private void GiveUpCalling(Call call) => Withdraw(_callbacks[call.Callback!.Value], CallbackOutcome.Cancelled);

    /// <summary>The customer, who has just been taken in, is joined with the agent who waits for them.</summary>
    private void JoinCaller(Call call, TalkParty party)
    {
        _router.RemoveWaiting(call.Id);
        call.Parties.Remove(party);
        Enter(call, CallState.Ringing);
        call.Offer = new Offer { Agent = party.Agent!.Value, Leg = party.Leg, MadeAt = party.Since };
        Say(new AcdFact.OfferMade(call.Id, call.Queue!.Value, call.Offer.Agent, party.Leg.Ring, WaitedSoFar(call), $"called by {party.By}"));
        Do(new AcdEffect.RingBack(call.Id, party.Leg, false));
        Join(call, party.Leg);
    }
}

namespace Telephony.Core;

/// <content>More than two in one conversation.</content>
public sealed partial class Acd
{
    /// <summary>How many talk together at most, caller and agent among them.</summary>
    public const int ConferenceMost = 8;

    private string? WhyNotConfer(AcdInput.ConferenceOrdered asked, out Call call)
    {
        if (WhyNotTalking(asked.Call, out call) is { } refusal) return refusal;
        var (here, who) = (call.PartyFor(asked.With), asked.With.Agent?.Value ?? asked.With.Destination);
        if (asked.Leave) return here is { Role: PartyRole.Guest } ? null : $"{who} is in no conference with {call.Id}";
        if (here is { Role: PartyRole.Consulted }) return here.HasAnswered ? null : $"{who} cannot be joined: has not answered";
        if (here is { Role: PartyRole.Guest }) return null;
        if (here is not null || call.Offer!.Agent == asked.With.Agent) return InAlready(who!);
        if (call.State != CallState.Connected) return $"{call.Id} is on hold";
        if (2 + call.Parties.Count(p => p.Role == PartyRole.Guest) >= ConferenceMost) return $"{call.Id} is full: {ConferenceMost} talk";
        return asked.With.Agent is { } agent ? WhyNotAsk(agent) : WhyNotReach(asked.With.Destination ?? "");
    }

    private string? Confer(AcdInput.ConferenceOrdered asked)
    {
        if (WhyNotConfer(asked, out var call) is { } refusal) return refusal;
        var here = call.PartyFor(asked.With);
        if (asked.Leave) SendAway(call, here!);
        else if (here is { Role: PartyRole.Consulted }) JoinAll(call, here, asked.By);
        else if (here is null) Ask(call, asked.With, PartyRole.Guest, asked.By);
        return null;
    }

    /// <summary>From a word apart to a talk of all three.</summary>
    private void JoinAll(Call call, TalkParty party, string by)
    {
        party.Role = PartyRole.Guest;
        EndConsultation(call, party, ConsultationEnd.Conference);
        if (party.Line is not null) Do(new AcdEffect.AddLeg(call.Id, party.Leg));
        party.Line = null;
        Say(new AcdFact.ParticipantJoined(call.Id, call.Queue!.Value, call.Offer!.Agent, Invited.Of(party), by));
        TakeBack(call, by);
    }

    private void ComeIn(Call call, TalkParty party)
    {
        Do(new AcdEffect.AddLeg(call.Id, party.Leg));
        Say(new AcdFact.ParticipantJoined(call.Id, call.Queue!.Value, call.Offer!.Agent, Invited.Of(party), party.By));
    }

    private void GuestGone(Call call, TalkParty party, OfferOutcome outcome) =>
        Say(new AcdFact.ParticipantLeft(call.Id, call.Queue, Invited.Of(party), party.HasAnswered ? null : outcome));
}

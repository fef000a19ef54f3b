namespace Telephony.Core;

/// <content>Supervision of a conversation: listen, whisper, barge in, take over; switched while it goes on.</content>
public sealed partial class Acd
{
    /// <summary>How many supervise one conversation at most.</summary>
    public const int SupervisorsMost = 3;

    private string? WhyNotSupervise(AcdInput.SupervisionOrdered asked, out Call call)
    {
        if (WhyNotTalking(asked.Call, out call) is { } refusal) return refusal;
        if (!_agents.ContainsKey(asked.Supervisor)) return $"unknown agent {asked.Supervisor}";
        if (call.PartyOf(asked.Supervisor) is { } party)
            return party.Role == PartyRole.Supervisor ? null : InAlready(asked.Supervisor.Value);
        if (asked.Mode is null) return $"{asked.Supervisor} does not supervise {call.Id}";
        if (call.Offer!.Agent == asked.Supervisor) return InAlready(asked.Supervisor.Value);
        if (call.Parties.Count(p => p.Role == PartyRole.Supervisor) >= SupervisorsMost) return $"{call.Id} is full: {SupervisorsMost} supervise it";
        return WhyNotAsk(asked.Supervisor);
    }

    private string? Supervise(AcdInput.SupervisionOrdered asked)
    {
        if (WhyNotSupervise(asked, out var call) is { } refusal) return refusal;
        var party = call.PartyOf(asked.Supervisor);
        if (asked.Mode is not { } mode) SendAway(call, party!);
        else if (party is null) Ask(call, new Invited(asked.Supervisor, null), PartyRole.Supervisor, asked.By).Mode = mode;
        else if (!party.HasAnswered) party.Mode = mode;
        else if (party.Mode != mode) SwitchSupervision(call, party, mode);
        return null;
    }

    private void BeginSupervision(Call call, TalkParty party)
    {
        if (party.Mode == SupervisionMode.TakeOver) TakeOver(call, party);
        else ListenTo(call, party);
    }

    private void SwitchSupervision(Call call, TalkParty party, SupervisionMode mode)
    {
        party.Mode = mode;
        BeginSupervision(call, party);
    }

    /// <summary>Puts the supervisor where the mode says. The direction of an ear is fixed when it is made, so another mode, or another agent, is another ear.</summary>
    private void ListenTo(Call call, TalkParty party)
    {
        var old = party.Ear;
        if (party.Mode == SupervisionMode.Barge)
        {
            party.Ear = null;
            Do(new AcdEffect.AddLeg(call.Id, party.Leg));
            if (old is { } ear) Do(new AcdEffect.DropEar(call.Id, ear)); // the bridge stays: it is wanted again when the mode is switched back
        }
        else
        {
            if (old is { } ear) Do(new AcdEffect.DropEar(call.Id, ear));
            party.Ear = EarId.Of(call.Id, ++call.Ears);
            party.HasListened = true;
            Do(EarOf(call, party));
        }

        Say(new AcdFact.Supervised(call.Id, call.Queue!.Value, call.Offer!.Agent, party.Agent!.Value, party.Mode, party.By));
    }

    private static AcdEffect.ListenTo EarOf(Call call, TalkParty party) =>
        new(call.Id, party.Leg, party.Ear!.Value, call.Offer!.Leg, Whisper: party.Mode == SupervisionMode.Whisper);

    /// <summary>The supervisor becomes the agent; a caller on hold is taken back.</summary>
    private void TakeOver(Call call, TalkParty party)
    {
        Do(new AcdEffect.AddLeg(call.Id, party.Leg));
        if (party.HasListened) Do(new AcdEffect.EndListening(call.Id, party.Leg, party.Ear));
        foreach (var consulted in call.Parties.Where(p => p.Role == PartyRole.Consulted).ToArray()) SendAway(call, consulted, talkGoesOn: false);
        HandOverTalk(call, party, HandOverKind.TakenOver, party.By);
    }

    private void SupervisorGone(Call call, TalkParty party, OfferOutcome outcome)
    {
        if (party.HasListened) Do(new AcdEffect.EndListening(call.Id, party.Leg, party.Ear));
        Say(new AcdFact.SupervisionEnded(call.Id, call.Queue, party.Agent!.Value, party.HasAnswered ? null : outcome));
    }
}

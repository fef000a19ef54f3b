using System.Collections.Immutable;

namespace Telephony.Core;

/// <content>Agents with several phones. All ring for one offer, and everything else here knows one leg: the one in the lead, which is the first that was dialled and
/// still rings, then the one that decides. The first that is answered gets the call; one that is declined declines for all of them, for the person has said no (RFC 3261, 21.6:
/// 6xx ends the search); any other end of one is the end of the offer only when no other rings.</content>
public sealed partial class Acd
{
    /// <summary>Rings the other phones with the first, which has just been rung.</summary>
    private void RingWith(AcdEffect.RingAgent first, ImmutableArray<string> targets)
    {
        var agent = _agents[first.Agent];
        agent.OtherLegs = [];
        foreach (var target in targets)
        {
            var leg = first.Leg.OfPhone(agent.OtherLegs.Count + 2);
            agent.OtherLegs.Add(leg);
            _legAgents[leg] = agent.Id;
            Do(first with { Leg = leg, DialTarget = target, AutoAnswer = false }); // two that answer by themselves would race for every call
        }
    }

    /// <summary>The agent of whose several phones this one rings, or did until now; null when it is the only one, or when it is decided what becomes of the offer.</summary>
    private Agent? RingsAmongOthers(LegId leg) =>
        _legAgents.TryGetValue(leg, out var id) && _agents.TryGetValue(id, out var agent) && agent is { OtherLegs: { } others, Leg: { } lead }
        && (lead == leg || others.Contains(leg)) && IsUnanswered(lead) ? agent : null;

    /// <summary>Whether a leg rings, or is about to, and is wanted.</summary>
    private bool IsUnanswered(LegId leg) => _calls.TryGetValue(leg.Call, out var call)
        && ((call.State == CallState.Ringing && call.OfferOn(leg) is not null) || call.PartyOn(leg) is { HasAnswered: false });

    /// <summary>From now on this phone is the agent's, as far as the call is concerned; the one before is among the others.</summary>
    private void TakeLead(Agent agent, LegId leg)
    {
        if (agent.Leg is not { } before || before == leg) return;
        var call = _calls[leg.Call];
        if (call.OfferOn(before) is { } offer) offer.Leg = leg;
        else if (call.PartyOn(before) is { } party) party.Leg = leg;
        var others = agent.OtherLegs!;
        others[others.IndexOf(leg)] = before;
        agent.Leg = leg;
    }

    /// <summary>It has decided: the others ring no more, and log no missed call.</summary>
    private void LetDecide(Agent agent, LegId leg)
    {
        TakeLead(agent, leg);
        CancelOthers(agent, LegCancel.AnsweredElsewhere);
    }

    private void CancelOthers(Agent agent, LegCancel reason)
    {
        agent.RingEnd = null;
        if (agent.OtherLegs is not { } others) return;
        foreach (var other in others) Do(new AcdEffect.CancelLeg(other.Call, other, reason));
        _deadlines.Set(DeadlineKind.LegOverdue, agent.Id.Value, _now.Elapsed + ReleaseLimit);
    }

    /// <summary>One of several that ring has ended and decides nothing.</summary>
    private void RingOnWithout(Agent agent, LegId leg, LegEnd reason)
    {
        if (agent.Leg == leg) TakeLead(agent, agent.OtherLegs![0]);
        Forget(agent, leg);
        agent.RingEnd = agent.RingEnd is { } earlier ? MoreTelling(earlier, reason) : reason;
    }

    /// <summary>One that was hung up is gone.</summary>
    private void OtherGone(Agent agent, LegId leg)
    {
        Forget(agent, leg);
        if (agent.OtherLegs is not null || (agent.Leg is not null && agent.Call is null)) return;
        agent.Releases = 0;
        _deadlines.Clear(DeadlineKind.LegOverdue, agent.Id.Value);
        RefreshIdle(agent);
    }

    private void Forget(Agent agent, LegId leg)
    {
        _legAgents.Remove(leg);
        agent.OtherLegs!.Remove(leg);
        if (agent.OtherLegs.Count == 0) agent.OtherLegs = null;
    }

    /// <summary>Every channel of an agent that lives as far as is known here.</summary>
    private static IEnumerable<LegId> LegsOf(Agent agent)
    {
        if (agent.Leg is { } leg) yield return leg;
        foreach (var other in agent.OtherLegs ?? []) yield return other;
    }

    /// <summary>Those that were hung up by us, and whose end should have been reported.</summary>
    private LegId[] LegsHungUp(Agent agent) => agent switch
    {
        { OtherLegs: null } => [.. LegsOf(agent)],
        { Leg: { } lead } when IsUnanswered(lead) => [],
        { Call: null } => [.. LegsOf(agent)],
        _ => [.. agent.OtherLegs!],
    };

    /// <summary>What the end of one phone and that of another say together of the agent: nobody is unreachable of whom one phone was reached.</summary>
    private static LegEnd MoreTelling(LegEnd one, LegEnd other) => Weight(other) > Weight(one) ? other : one;

    private static int Weight(LegEnd end) => end switch
    {
        LegEnd.Declined => 5,
        LegEnd.Busy => 4,
        LegEnd.NoAnswer or LegEnd.HungUp => 3,
        LegEnd.Unreachable => 2,
        LegEnd.Vanished => 1,
        _ => 0,
    };

    /// <summary>The agent one of whose phones this is, by the name Asterisk knows it by; the name itself when it is nobody's.</summary>
    private AgentId OwnerOf(AgentId phone)
    {
        if (_site.Agents.ContainsKey(phone.Value)) return phone;
        var target = $"PJSIP/{phone.Value}";
        foreach (var (id, profile) in _site.Agents)
        {
            if (profile.AlsoDials is { } others && (profile.DialTarget == target || others.Contains(target))) return new AgentId(id);
        }

        return phone;
    }
}

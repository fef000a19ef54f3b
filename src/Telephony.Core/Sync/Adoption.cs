using System.Collections.Immutable;

namespace Telephony.Core;

/// <content>Callers and conversations that live in Asterisk and are not known here: the journal is lost, or they come back from the dialplan's fallback.
/// What is noted on their channels is enough to serve them on, in their order and with their wait clocks.</content>
public sealed partial class Acd
{
    private static readonly TimeSpan AgoMost = TimeSpan.FromDays(1);

    /// <summary>Whether a channel of Asterisk's belongs to something known here.</summary>
    public bool Knows(string channel) =>
        _calls.ContainsKey(new CallId(channel)) || _lines.ContainsKey(new CallId(channel)) || _codeCalls.ContainsKey(new CallId(channel)) || (LegId.IsLeg(channel) && (_legAgents.ContainsKey(new LegId(channel)) || IsWanted(new LegId(channel))));

    /// <summary>A moment that another clock than ours has noted: never later than now, and no more than a day ago.</summary>
    private Moment MomentAt(DateTimeOffset utc)
    {
        var ago = _now.Utc - utc;
        if (ago < TimeSpan.Zero) ago = TimeSpan.Zero;
        if (ago > AgoMost) ago = AgoMost;
        return new Moment(_now.Elapsed - ago, _now.Utc - ago);
    }

    /// <summary>Into the queue again, at the place and with the wait clock of before; no prompt is heard twice, and no limit applies to who was in already.</summary>
    private void GoBack(Call call, CallPlace place)
    {
        TakePlace(call, place, MomentAt(place.QueuedAt));
        call.Visited = call.Visited.Add(place.Queue);
        TakeIn(call, place.Queue, _site.Queues[place.Queue.Value]);
    }

    private void TakePlace(Call call, CallPlace place, Moment queuedAt)
    {
        call.QueuedAt = queuedAt;
        call.JoinSequence = place.JoinSequence;
        _joinSequence = Math.Max(_joinSequence, place.JoinSequence);
        if (place.Priority != _site.Queues[place.Queue.Value].Priority) call.Needs = call.Needs with { Priority = place.Priority };
    }

    /// <summary>Behind all who came earlier. O(calls), for those only who come back.</summary>
    private int PositionByArrival(Call call) => 1 + _calls.Values.Count(other =>
        other.Queue == call.Queue && _router.IsWaiting(other.Id) && other.QueuedAt is { } since && since.Elapsed <= call.QueuedAt!.Value.Elapsed);

    /// <summary>Callers in the order in which they came, before anything else.</summary>
    private static IEnumerable<LiveChannel> InOrderOfArrival(ImmutableArray<LiveChannel> channels) => channels
        .OrderBy(c => c.Role != ChannelRole.Caller).ThenBy(c => c.Place?.JoinSequence ?? long.MaxValue).ThenBy(c => c.Since ?? DateTimeOffset.MinValue);

    private static LiveChannel? PartnerOf(LiveChannel caller, ImmutableArray<LiveChannel> channels) => caller.Bridge is null
        ? null
        : channels.FirstOrDefault(c => c.Role == ChannelRole.AgentLeg && c.Bridge == caller.Bridge && new LegId(c.Id).Call.Value == caller.Id);

    /// <summary>Two who talk are left to it: nothing is played to them, nobody is hung up on. Where the agent is known here the conversation is ours again.</summary>
    private void TakeOverTalk(LiveChannel caller, LiveChannel leg)
    {
        if (leg.Agent is not { } id || !_agents.TryGetValue(id, out var agent) || QueueOfTalk(caller, id) is not { } queue) return;
        if (!TakesCalls(agent)) return;
        var before = _effects.Count;
        var call = new Call { Id = new CallId(caller.Id), Number = caller.Number, Caller = caller.Caller, ArrivedAt = _now, StateSince = _now };
        _calls.Add(call.Id, call);
        Say(new AcdFact.CallArrived(call.Id, call.Number, call.Caller));
        call.Language = EntryOf(call).Language;
        if (caller.Place is { } place && place.Queue == queue)
            TakePlace(call, place, MomentAt(_now.Utc - ((leg.Since ?? _now.Utc) - place.QueuedAt))); // waited until the phone rang
        TakeIn(call, queue, _site.Queues[queue.Value]);
        GoOnTalking(call, agent, new LegId(leg.Id));
        DropEffectsSince(before);
    }

    /// <summary>Who waits as far as is known here, and talks: a leader whom nobody could follow any more went on for a moment.</summary>
    private void TakeOverTalkOf(Call call, Dictionary<string, LiveChannel> live, ImmutableArray<LiveChannel> channels)
    {
        if (!live.TryGetValue(call.Id.Value, out var caller) || PartnerOf(caller, channels) is not { Agent: { } id } leg || IsWanted(new LegId(leg.Id))) return;
        if (RuleOf(call.Queue) is null || !_agents.TryGetValue(id, out var agent) || !TakesCalls(agent)) return;
        var before = _effects.Count;
        GoOnTalking(call, agent, new LegId(leg.Id));
        DropEffectsSince(before);
    }

    private void GoOnTalking(Call call, Agent agent, LegId leg)
    {
        call.Offers = Math.Max(0, leg.Attempt - 1);
        MakeOffer(call, agent, "found talking after a restart");
        if (call.Offer?.Leg.Ring != leg.Ring) return;
        TalksBy(agent, call.Offer, leg);
        LegAnswered(leg);
        BridgeEntered(call.Id, call.Id.Value);
        BridgeEntered(call.Id, leg.Value);
    }

    /// <summary>By this phone, whatever others there are: none of them rings.</summary>
    private void TalksBy(Agent agent, Offer offer, LegId leg)
    {
        foreach (var rung in LegsOf(agent)) _legAgents.Remove(rung);
        (agent.Leg, agent.OtherLegs, offer.Leg, _legAgents[leg]) = (leg, null, leg, agent.Id);
    }

    /// <summary>Who is found talking takes calls, whatever was known before.</summary>
    private bool TakesCalls(Agent agent)
    {
        if (agent.State == AgentState.LoggedOut) Tell(agent.Id, AgentEvent.LogIn);
        else if (agent.State is AgentState.Paused or AgentState.NotResponding) Tell(agent.Id, AgentEvent.Ready);
        else if (agent.State == AgentState.WrapUp) Tell(agent.Id, AgentEvent.WrapUpOver);
        return agent.CanBeOffered;
    }

    private QueueName? QueueOfTalk(LiveChannel caller, AgentId agent)
    {
        if (caller.Place is { } place && _site.Queues.ContainsKey(place.Queue.Value)) return place.Queue;
        return QueuesOf(agent).Where(_site.Queues.ContainsKey).Select(queue => (QueueName?)new QueueName(queue)).FirstOrDefault();
    }

    /// <summary>All of this has happened long ago, but for what follows from the talk itself, such as its recording.</summary>
    private void DropEffectsSince(int count)
    {
        for (var i = _effects.Count - 1; i >= count; i--)
        {
            if (_effects[i] is AcdEffect.Answer or AcdEffect.RingAgent or AcdEffect.StartMusic or AcdEffect.StopMusic or AcdEffect.Connect or AcdEffect.Play or AcdEffect.PlayInTalk) _effects.RemoveAt(i);
        }
    }
}

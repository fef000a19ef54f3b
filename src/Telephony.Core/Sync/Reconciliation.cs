using System.Collections.Immutable;

namespace Telephony.Core;

/// <content>Taking over configuration changes and Asterisk's own truth about channels.</content>
public sealed partial class Acd
{
    private void Configure(SiteConfiguration site, string? by)
    {
        var before = _site;
        _loaded = site;
        _site = InForce(site);
        _router.Configure(_site);
        KeepBooks(FlowBook.Of(site));
        foreach (var id in site.Agents.Keys)
        {
            var agentId = new AgentId(id);
            if (!_agents.ContainsKey(agentId)) _agents.Add(agentId, new Agent { Id = agentId, StateSince = _now });
        }

        CountPresence();

        foreach (var agent in _agents.Values.Where(a => !site.Agents.ContainsKey(a.Id.Value)).ToArray())
        {
            Tell(agent.Id, AgentEvent.LogOut); // in a conversation: after it
            if (agent is { State: AgentState.LoggedOut, HasNoLeg: true }) _agents.Remove(agent.Id);
        }

        CountPresence();
        foreach (var call in InOrder(_calls.Values.Where(c => c.Queue is not null))) ApplyQueueRule(call);
        LookAtAllHours();
        ReviewCallbacks();
        foreach (var queue in site.Queues.Keys) WatchEmptiness(new QueueName(queue));

        _counts.Configure(site);
        Say(new AcdFact.ConfigurationInForce(site.Version)
        {
            Queues = [.. site.Queues.Select(q => QueueTerms.Of(q.Key, q.Value))], Serving = WhoServesOthersThan(before), By = by,
        });
        _matchEverything = true;
    }

    private ImmutableArray<ServedQueues>? WhoServesOthersThan(SiteConfiguration before)
    {
        ImmutableArray<ServedQueues> others =
        [
            .. _agents.Values
                .Where(a => a.State != AgentState.LoggedOut && !(before.Agents.GetValueOrDefault(a.Id.Value)?.Queues ?? []).SequenceEqual(QueuesOf(a.Id)))
                .Select(a => new ServedQueues(a.Id, NamesOf(QueuesOf(a.Id)))),
        ];
        return others.IsEmpty ? null : others;
    }

    /// <summary>The rules of a queue change for those who already wait; the place in the order of joining does not.</summary>
    private void ApplyQueueRule(Call call)
    {
        var waits = _router.IsWaiting(call.Id);
        if (call.State == CallState.Ringing && (RuleOf(call.Queue) is not { } now || !MayRingMore(call, now))) RingNoMore(call);
        if (RuleOf(call.Queue) is { } rule)
        {
            var priority = call.Needs.Priority ?? rule.Priority;
            if (call.Priority != priority)
            {
                var wants = _router.IsWanting(call.Id);
                _router.RemoveWaiting(call.Id);
                _router.RemoveWanting(call.Id);
                call.Priority = priority;
                (call.PutAt, call.AgedSince) = (null, null);
                if (waits) _router.AddWaiting(call);
                if (wants) _router.AddWanting(call);
            }

            if (waits) ReviewReservation(call);
            if (!IsInLine(call)) return;
            Relax(call, rule);
            AwaitOverflowRule(call, rule);
            if (rule.Life.Announcements is null || !_deadlines.IsSet(DeadlineKind.Announce, call.Id.Value)) BeginAnnouncements(call, rule);
        }
        else if (waits)
        {
            HandToFallback(call);
        }
    }

    /// <summary>Something was to be reported by now, and was not. While Asterisk is not heard that says nothing: a phone may have been answered, two may have been joined
    /// long ago. It is judged when the lists are known.</summary>
    private static bool IsForAsteriskToSay(DeadlineKind kind) => kind is
        DeadlineKind.PlaybackOverdue or DeadlineKind.RingTimeout or DeadlineKind.ConnectTimeout or DeadlineKind.JoinUntold or DeadlineKind.ReleaseOverdue or DeadlineKind.LegOverdue or DeadlineKind.DialTimeout;

    /// <summary>One to two seconds from now, on a whole second: all that fell due meanwhile is looked at together.</summary>
    private TimeSpan AfterListening() => TimeSpan.FromSeconds(Math.Floor(_now.Elapsed.TotalSeconds) + 2);

    private void AsteriskLost(string? server)
    {
        if (Unhear(server)) Say(new AcdFact.AsteriskDisconnected { Server = server });
    }

    /// <summary>What lives on other servers is not looked at.</summary>
    private void AsteriskSynced(string? server, string generation, ImmutableArray<LiveChannel> channels)
    {
        if (GenerationOf(server) is { } before && before != generation) LoseEverything(server);
        Learn(server, generation);
        var live = new Dictionary<string, LiveChannel>();
        foreach (var channel in channels) live[channel.Id] = channel;

        foreach (var id in _codeCalls.Keys.Concat(_lines.Keys).Where(c => IsOn(server, c.Value) && !live.ContainsKey(c.Value)).OrderBy(c => c.Value, StringComparer.Ordinal).ToArray()) ChannelGone(id);
        foreach (var call in CallsOn(server))
        {
            if (call.State != CallState.Virtual && !AwaitsAgent(call) && !live.ContainsKey(call.Id.Value)) ChannelGone(call.Id);
            else if (call.Callback is not null && live.GetValueOrDefault(call.Id.Value)?.Role == ChannelRole.Other) CustomerElsewhere(call);
        }

        foreach (var call in CallsOn(server).Where(c => c.State == CallState.Connecting).ToArray()) TakeOverEndedTalk(call, live);
        AnswerLines(live);
        foreach (var leg in AgentLegsOn(server)) TakeOverLeg(leg, live);
        foreach (var leg in CallsOn(server).SelectMany(LegsOutside).ToArray()) TakeOverLeg(leg, live);
        foreach (var call in CallsOn(server).Where(c => c.State == CallState.Queued).ToArray()) TakeOverTalkOf(call, live, channels);
        foreach (var call in CallsOn(server)) TakeOver(call, live);
        foreach (var channel in InOrderOfArrival(channels)) TakeOverUnknown(channel, channels);
        foreach (var open in _recordings.Values.Where(r => IsOn(server, r.Call.Value))) TakeOver(open);
        foreach (var call in CallsOn(server).Where(c => c.Recorded is not null).ToArray()) TakeOverRecording(call);
        foreach (var open in _messages.Values.Where(m => IsOn(server, m.Call.Value))) TakeOver(open);

        Hear(server, generation);
        Say(new AcdFact.AsteriskConnected(generation) { Server = server });
        _matchEverything = true;
    }

    /// <summary>Asterisk was restarted: every older channel is gone, whatever its id.</summary>
    private void LoseEverything(string? server)
    {
        foreach (var call in CallsOn(server))
        {
            if (call.State == CallState.Virtual) continue;
            if (call.State == CallState.Dialling)
            {
                NotReached(call, DialEnd.Lost);
                continue;
            }

            if (call.IsTalking)
            {
                EndTalk(call, Party.System);
            }
            else if (call.State == CallState.Outside)
            {
                EndOutside(call);
            }
            else if (call.State is CallState.Surveying or CallState.Parked)
            {
                EndAfterTalk(call);
            }
            else if (call.State != CallState.Ended)
            {
                RingNoMore(call);
                foreach (var offer in call.AllOffers().ToArray()) Withdraw(call, offer, null, OfferOutcome.Lost);
                End(call, CallDisposition.LostWithAsterisk);
            }

            Forget(call);
        }

        foreach (var leg in AgentLegsOn(server)) LegEnded(leg, LegEnd.Lost);
        foreach (var id in _codeCalls.Keys.Where(c => IsOn(server, c.Value)).ToArray()) ChannelGone(id);
    }

    /// <summary>Both are put into the bridge by one request: a caller who is in it alone has talked, and the agent has hung up, while nobody listened. Served callers are not offered again.</summary>
    private void TakeOverEndedTalk(Call call, Dictionary<string, LiveChannel> live)
    {
        var leg = call.Offer!.Leg;
        if (live.ContainsKey(leg.Value) || !live.TryGetValue(call.Id.Value, out var caller) || caller.Bridge != call.Id.Value) return;
        BridgeEntered(call.Id, call.Id.Value);
        BridgeEntered(call.Id, leg.Value);
    }

    private void TakeOverLeg(LegId leg, Dictionary<string, LiveChannel> live)
    {
        if (!live.TryGetValue(leg.Value, out var channel)) LegEnded(leg, LegEnd.Lost);
        else if (!IsWanted(leg)) Do(new AcdEffect.CancelLeg(leg.Call, leg, LegCancel.NotWanted));
        else if (channel.Answered) LegAnswered(leg);
    }

    /// <summary>Whatever was asked of Asterisk before the connection was lost may not have arrived: ask again. Every effect may be repeated.</summary>
    private void TakeOver(Call call, Dictionary<string, LiveChannel> live)
    {
        if (MustBeAnswered(call) && live.TryGetValue(call.Id.Value, out var caller) && !caller.Answered) Do(new AcdEffect.Answer(call.Id));
        switch (call.State)
        {
            case CallState.Offered or CallState.Informed when call.Playback is not null:
                Happened(call.Id, CallEvent.PromptEnded);
                break;
            case CallState.InMenu or CallState.Surveying:
                ResumeFlow(call);
                break;
            case CallState.Queued or CallState.Ringing when _site.Queues.TryGetValue(call.Queue!.Value.Value, out var rule):
                StopPrompt(call);
                Do(new AcdEffect.StartMusic(call.Id, rule.Music));
                break;
            case CallState.Dialling when live.TryGetValue(call.Id.Value, out var customer) && customer.Answered:
                CustomerAnswered(call.Id);
                break;
            case CallState.Connecting when InBridge(call.Id.Value) && InBridge(call.Offer!.Leg.Value):
                // Joined in the last moments before: who is added again would be parted for a moment, and nobody might hear of it.
                BridgeEntered(call.Id, call.Id.Value);
                BridgeEntered(call.Id, call.Offer!.Leg.Value);
                break;
            case CallState.Connecting when call.StateSince.Elapsed < _now.Elapsed: // not who has just been found answered, and is being joined
                Join(call);
                break;
            case CallState.OnHold or CallState.Consulting when call.IsHeldByOrder:
                StandApart(call, InBridge(call.Id.Value), InBridge(call.Offer!.Leg.Value));
                break;
            case CallState.Connected or CallState.OnHold or CallState.Consulting when !InBridge(call.Id.Value) || !InBridge(call.Offer!.Leg.Value):
                Do(new AcdEffect.Connect(call.Id, call.Offer!.Leg));
                break;
            case CallState.Parked:
                Do(new AcdEffect.StartMusic(call.Id, MusicOf(call)));
                break;
            case CallState.Outside when !InBridge(call.Id.Value) || !InBridge(call.OutsideLeg!.Value.Value):
                JoinOutside(call);
                break;
            case CallState.Ended:
                if (InBridge(call.Id.Value)) Do(new AcdEffect.DestroyBridge(call.Id)); // the end of a talk of which Asterisk was not told
                Release(call);
                break;
        }

        foreach (var party in call.Parties.Where(p => p.HasAnswered)) PutBack(call, party, live);

        bool InBridge(string channel) => live.TryGetValue(channel, out var found) && found.Bridge == call.Id.Value;
    }

    /// <summary>A caller is answered as soon as the call is offered; a customer answers us.</summary>
    private static bool MustBeAnswered(Call call) => call.State is not (CallState.Virtual or CallState.Dialling or CallState.Ended);

    /// <summary>The caller hears music, the agent is alone in the bridge.</summary>
    private void StandApart(Call call, bool callerIsIn, bool agentIsIn)
    {
        if (callerIsIn) Do(new AcdEffect.StepAside(call.Id));
        Do(new AcdEffect.StartMusic(call.Id, MusicOf(call)));
        if (!agentIsIn) Do(new AcdEffect.AddLeg(call.Id, call.Offer!.Leg));
    }

    private void PutBack(Call call, TalkParty party, Dictionary<string, LiveChannel> live)
    {
        var bridge = live.GetValueOrDefault(party.Leg.Value)?.Bridge;
        if (party.Line is { } line)
        {
            if (bridge != line.Value || live.GetValueOrDefault(line.Value)?.Bridge != line.Value) JoinLine(party, line);
        }
        else if (party.Ear is not { } ear)
        {
            if (bridge != call.Id.Value) Do(new AcdEffect.AddLeg(call.Id, party.Leg));
        }
        else if (bridge is null || bridge == call.Id.Value || live.GetValueOrDefault(ear.Value)?.Bridge != bridge)
        {
            Do(EarOf(call, party));
        }
    }

    /// <summary>The conversation is over, but its recording was not stored: whoever was to do that may be dead.</summary>
    private void TakeOver(OpenRecording open)
    {
        if (!_calls.TryGetValue(open.Call, out var call) || call.Recording != open.Recording)
            Do(new AcdEffect.StopRecording(open.Call, open.Recording, open.Queue));
    }

    private void TakeOver(OpenMessage open)
    {
        if (!_calls.TryGetValue(open.Call, out var call) || call.Run?.Recording != open.Recording) Do(new AcdEffect.StopMessage(open.Call, open.Recording, open.Box));
    }

    private void TakeOverUnknown(LiveChannel channel, ImmutableArray<LiveChannel> all)
    {
        switch (channel.Role)
        {
            case ChannelRole.Caller when !Knows(channel.Id):
                if (PartnerOf(channel, all) is { } leg) TakeOverTalk(channel, leg);
                else if (channel.Bridge is { } bridge) DropWhoIsLeft(channel.Id, new CallId(bridge));
                else Offered(new CallId(channel.Id), channel.Number, channel.Caller, channel.Place, channel.Since, channel.Agent);
                break;
            case ChannelRole.AgentCode when channel.Agent is { } agent:
                CodeDialled(new CallId(channel.Id), agent, channel.Number); // known ones are left as they are
                break;
            case ChannelRole.Customer when !_calls.ContainsKey(new CallId(channel.Id)):
                // Who has answered is not hung up on, although nothing is known any more of why they were called.
                Do(channel.Answered ? new AcdEffect.SendToFallback(new CallId(channel.Id)) : new AcdEffect.DropStrayChannel(channel.Id));
                break;
            case ChannelRole.AgentLeg when !_legAgents.ContainsKey(new LegId(channel.Id)) && !IsWanted(new LegId(channel.Id)) && !IsInTalkOfOthers(channel, all):
                DropStray(new LegId(channel.Id));
                break;
            case ChannelRole.Other when EarId.IsEar(channel.Id) && !IsWanted(new EarId(channel.Id)):
                Do(new AcdEffect.DropStrayChannel(channel.Id));
                break;
        }
    }

    /// <summary>The agent has hung up meanwhile: they have talked.</summary>
    private void DropWhoIsLeft(string caller, CallId bridge)
    {
        Do(new AcdEffect.DestroyBridge(bridge));
        Do(new AcdEffect.DropStrayChannel(caller));
    }

    /// <summary>It may live on for a moment: the next ring for its call must not bear its id, and be taken for it.</summary>
    private void DropStray(LegId leg)
    {
        if (_calls.TryGetValue(leg.Call, out var call)) call.Offers = Math.Max(call.Offers, leg.Attempt);
        Do(new AcdEffect.DropStrayChannel(leg.Value));
    }

    /// <summary>With a caller who is not known here either: two who talk.</summary>
    private bool IsInTalkOfOthers(LiveChannel leg, ImmutableArray<LiveChannel> all) =>
        leg.Bridge is { } bridge && new LegId(leg.Id).Call.Value == bridge && !_calls.ContainsKey(new CallId(bridge)) && all.Any(c => c.Role == ChannelRole.Caller && c.Bridge == bridge && c.Id == bridge);

    private static IEnumerable<LegId> LegsOutside(Call call)
    {
        var asked = call.Parties.Where(p => p.Agent is null).Select(p => p.Leg);
        return call.OutsideLeg is { } leg ? asked.Append(leg) : asked;
    }

    private bool IsWanted(LegId leg) => IsOfferOf(leg) || PartyOn(leg) is not null || IsOutside(leg) || RingsAmongOthers(leg) is not null;

    private bool IsWanted(EarId ear) => _calls.TryGetValue(ear.Call, out var call) && call.Parties.Exists(p => p.Ear == ear);

    private Call[] CallsOn(string? server) => InOrder(_calls.Values.Where(c => IsOn(server, c.Id.Value)));

    private LegId[] AgentLegsOn(string? server) => [.. _agents.Values.SelectMany(LegsOf).Where(l => IsOn(server, l.Value))];

    private static Call[] InOrder(IEnumerable<Call> calls) =>
        [.. calls.OrderBy(c => c.ArrivedAt.Elapsed).ThenBy(c => c.Id.Value, StringComparer.Ordinal)];
}

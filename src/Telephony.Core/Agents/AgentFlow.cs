using System.Collections.Immutable;

namespace Telephony.Core;

/// <content>How an agent moves from logged out to talking and back. What may happen is decided in <see cref="AgentStates"/>.</content>
public sealed partial class Acd
{
    private void LegRings(LegId leg)
    {
        if (RingsAmongOthers(leg) is { Leg: { } lead }) leg = lead;
        if (IsOfferOf(leg)) Happened(leg.Call, CallEvent.LegRings, leg: leg);
        else if (PartyOn(leg) is { HasAnswered: false, Agent: { } agent }) Tell(agent, AgentEvent.PhoneRings);
    }

    private void LegAnswered(LegId leg)
    {
        if (RingsAmongOthers(leg) is { } several) LetDecide(several, leg);
        if (IsOfferOf(leg)) Happened(leg.Call, CallEvent.LegAnswers, leg: leg);
        else if (PartyOn(leg) is { } party) PartyAnswered(_calls[leg.Call], party);
        else if (IsOutside(leg)) return; // told twice
        else if (_legAgents.ContainsKey(leg)) Do(new AcdEffect.CancelLeg(leg.Call, leg, LegCancel.NotWanted)); // answered too late
        else Do(new AcdEffect.DropStrayChannel(leg.Value));
    }

    private void LegEnded(LegId leg, LegEnd reason)
    {
        if (RingsAmongOthers(leg) is { } several)
        {
            if (reason != LegEnd.Declined)
            {
                RingOnWithout(several, leg, reason);
                return;
            }

            LetDecide(several, leg);
        }

        if (_legAgents.TryGetValue(leg, out var owner) && _agents.TryGetValue(owner, out var busy) && busy.OtherLegs?.Contains(leg) == true)
        {
            OtherGone(busy, leg);
            return;
        }

        if (_legAgents.Remove(leg, out var id) && _agents.TryGetValue(id, out var agent) && agent.Leg == leg)
        {
            if (agent.RingEnd is { } earlier && IsUnanswered(leg)) reason = MoreTelling(earlier, reason);
            LegGone(agent);
        }

        if (IsOfferOf(leg) || IsOutside(leg)) Happened(leg.Call, reason == LegEnd.Vanished ? CallEvent.PhoneLost : CallEvent.LegGone, leg: leg, legEnd: reason);
        else if (PartyOn(leg) is { } party) PartyGone(_calls[leg.Call], party, OutcomeOf(CallState.Ringing, reason));
    }

    private void LegGone(Agent agent)
    {
        agent.Leg = null;
        agent.RingEnd = null;
        if (agent.OtherLegs is not null) return; // they are being hung up, and keep the deadline for it
        agent.Releases = 0;
        _deadlines.Clear(DeadlineKind.LegOverdue, agent.Id.Value);
        RefreshIdle(agent);
    }

    private bool IsOfferOf(LegId leg) => _calls.TryGetValue(leg.Call, out var call) && call.OfferOn(leg) is not null;

    /// <summary>We hung up the leg and its end was not reported: hang up again, and at last take it for gone.</summary>
    private void LegOverdue(AgentId id)
    {
        if (!_agents.TryGetValue(id, out var agent) || LegsHungUp(agent) is not { Length: > 0 } legs) return;
        if (IsHeard(legs[0].Value) && ++agent.Releases > ReleasesMost)
        {
            foreach (var leg in legs)
            {
                Say(new AcdFact.InvariantBroken("I8", $"{leg} could not be hung up"));
                LegEnded(leg, LegEnd.Lost);
            }

            return;
        }

        foreach (var leg in legs) Do(new AcdEffect.CancelLeg(leg.Call, leg, LegCancel.NotWanted));
        _deadlines.Set(DeadlineKind.LegOverdue, id.Value, _now.Elapsed + ReleaseLimit);
    }

    /// <summary>Carries out what an agent, or somebody for the agent, asks; returns why not, or null.</summary>
    private string? Command(AgentId id, AgentCommand command, string? reason)
    {
        if (!_agents.TryGetValue(id, out var agent)) return $"unknown agent {id}";
        if (command == AgentCommand.Pause)
        {
            if (ReasonOf(reason) is not { } found) return $"unknown pause reason '{reason}'";
            if (found.NeedsApproval) return AskForPause(agent, found);
        }

        if (agent.PendingPause is not null) ForgetPendingPause(agent);
        return Tell(id, EventOf(command), reason);
    }

    private static AgentEvent EventOf(AgentCommand command) => command switch
    {
        AgentCommand.LogIn => AgentEvent.LogIn,
        AgentCommand.LogOut => AgentEvent.LogOut,
        AgentCommand.Pause => AgentEvent.Pause,
        AgentCommand.Ready => AgentEvent.Ready,
        _ => throw new ArgumentOutOfRangeException(nameof(command), command.ToString()),
    };

    /// <summary>The one place where an agent's state machine turns. Returns why an event was refused, or null.</summary>
    private string? Tell(AgentId id, AgentEvent happened, string? reason = null, QueueName? queue = null)
    {
        if (!_agents.TryGetValue(id, out var agent)) return null;
        switch (AgentStates.Decide(agent.State, happened))
        {
            case AgentStep.AlreadySo or AgentStep.TooLate: break;
            case AgentStep.RefuseLoggedOut: return $"{id} is logged out";
            case AgentStep.RefuseNotInWrapUp: return $"{id} is not in wrap-up";
            case AgentStep.Impossible: Assert(false, "I3", $"{id} is {agent.State}, {happened}"); break;
            case AgentStep.BecomeReady when agent.State == AgentState.LoggedOut: BeginShift(agent); break;
            case AgentStep.BecomeReady: Enter(agent, AgentState.Ready, null); break;
            case AgentStep.BecomeLoggedOut: Enter(agent, AgentState.LoggedOut, null); break;
            case AgentStep.BecomePaused: BecomePaused(agent, reason); break;
            case AgentStep.WishLoggedOut: (agent.Wish, agent.WishReason) = (AgentState.LoggedOut, null); break;
            case AgentStep.WishPaused: (agent.Wish, agent.WishReason) = (AgentState.Paused, reason); break;
            case AgentStep.ForgetWish: (agent.Wish, agent.WishReason) = (null, null); break;
            case AgentStep.BecomeReserved: Enter(agent, AgentState.Reserved, null); break;
            case AgentStep.BecomeRinging: Enter(agent, AgentState.Ringing, null); break;
            case AgentStep.BecomeTalking: agent.Misses = 0; Enter(agent, AgentState.Talking, null); break;
            case AgentStep.FinishTalk: FinishTalk(agent, queue); break;
            case AgentStep.EndWrapUp: return EndWrapUp(agent, AgentState.Ready, null);
            case AgentStep.EndWrapUpPaused: return EndWrapUp(agent, AgentState.Paused, reason);
            case AgentStep.EndWrapUpLoggedOut: return EndWrapUp(agent, AgentState.LoggedOut, null);
            case AgentStep.ExtendWrapUp: break; // the time is reckoned where the command is taken
            case AgentStep.CloseWrapUp: CloseWrapUp(agent); break;
            case AgentStep.FinishOffer: LeaveCall(agent, AgentState.Ready, null); break;
            case AgentStep.MissOffer: MissOffer(agent, reason, queue); break;
            case AgentStep.LosePhone: LosePhone(agent, queue); break;
            case var step: throw new ArgumentOutOfRangeException(nameof(happened), step.ToString());
        }

        return null;
    }

    private void BeginShift(Agent agent)
    {
        agent.LoggedInAt = _now;
        agent.IdleSince = _now;
        agent.CallsTaken = 0;
        agent.Misses = 0;
        agent.StateSince = _now;
        agent.TimeIn.Clear();
        Enter(agent, AgentState.Ready, null);
    }

    private void MissOffer(Agent agent, string? outcome, QueueName? queue)
    {
        var recovery = RuleOf(queue)?.Recovery;
        agent.Misses++;
        if (recovery is { MissesMost: > 0 and var most } && agent.Misses >= most)
        {
            MissTooOften(agent, queue!.Value, recovery.AfterMisses);
            return;
        }

        var wait = outcome switch
        {
            nameof(OfferOutcome.Busy) => recovery?.Busy,
            nameof(OfferOutcome.Declined) => recovery?.Declined,
            nameof(OfferOutcome.Unreachable) => recovery?.Unreachable,
            _ => recovery?.Silent,
        };
        LeaveCall(agent, AgentState.NotResponding, outcome);
        if (agent.State == AgentState.NotResponding && wait is { } time)
            _deadlines.Set(DeadlineKind.Recovery, agent.Id.Value, _now.Elapsed + time);
    }

    /// <summary>Has talked, and cannot be rung for a while: nobody is to be sent to a phone that has just died.</summary>
    private void LosePhone(Agent agent, QueueName? queue)
    {
        agent.IdleSince = _now;
        agent.CallsTaken++;
        MissOffer(agent, nameof(OfferOutcome.Unreachable), queue);
    }

    private void MissTooOften(Agent agent, QueueName queue, MissesAction action)
    {
        Say(new AcdFact.AgentMissedTooOften(agent.Id, queue, agent.Misses, action));
        agent.Misses = 0;
        if (action == MissesAction.LogOut) (agent.Wish, agent.WishReason) = (AgentState.LoggedOut, null);
        LeaveCall(agent, AgentState.Paused, PauseReason.MissedCalls);
    }

    /// <summary>The call is over for the agent, who takes up what was wished during it, or goes on.</summary>
    private void LeaveCall(Agent agent, AgentState next, string? reason)
    {
        agent.Call = null;
        TakeUpWish(agent, next, reason);
    }

    private void TakeUpWish(Agent agent, AgentState otherwise, string? reason)
    {
        var (wish, wishReason) = (agent.Wish, agent.WishReason);
        (agent.Wish, agent.WishReason) = (null, null);
        if (wish == AgentState.Paused) BecomePaused(agent, wishReason);
        else if (wish == AgentState.LoggedOut) Enter(agent, AgentState.LoggedOut, null);
        else if (otherwise == AgentState.Paused) BecomePaused(agent, reason);
        else Enter(agent, otherwise, reason);
    }

    private void Enter(Agent agent, AgentState state, string? reason)
    {
        _deadlines.Clear(DeadlineKind.WrapUp, agent.Id.Value);
        _deadlines.Clear(DeadlineKind.Recovery, agent.Id.Value);
        _deadlines.Clear(DeadlineKind.PauseLimit, agent.Id.Value);
        if (state != AgentState.WrapUp) agent.WrapUp = null;
        var from = agent.State;
        if (from != AgentState.LoggedOut)
            agent.TimeIn[from] = agent.TimeIn.GetValueOrDefault(from) + _now.Since(agent.StateSince);
        (agent.State, agent.Reason, agent.StateSince) = (state, reason, _now);
        Say(new AcdFact.AgentStateChanged(agent.Id, from, state, reason, agent.Call)
        {
            Queues = from == AgentState.LoggedOut && state != AgentState.LoggedOut ? NamesOf(QueuesOf(agent.Id)) : null,
        });
        MovePresence(agent, from, state);
        if (state == AgentState.LoggedOut) EndShift(agent);
        if (state is AgentState.LoggedOut or AgentState.Paused or AgentState.NotResponding) ReviewReservationsFor(agent);
        RefreshIdle(agent);
    }

    private void RefreshIdle(Agent agent)
    {
        if (!agent.CanBeOffered)
        {
            _router.RemoveIdle(agent.Id);
        }
        else if (!_router.IsIdle(agent.Id))
        {
            _router.AddIdle(agent);
            _newlyIdle.Add(agent.Id);
        }
    }

    private QueueRule? RuleOf(QueueName? queue) =>
        queue is { } name && _site.Queues.TryGetValue(name.Value, out var rule) ? rule : null;

    // ---- star codes -------------------------------------------------------------------------------------------

    /// <summary>*11 log in, *12 log out, *13N pause with reason N, *14 ready, *2… for the call under way; announced by voice, then hung up.</summary>
    private void CodeDialled(CallId id, AgentId agent, string code)
    {
        if (_codeCalls.ContainsKey(id)) return;
        agent = OwnerOf(agent);
        var refusal = code switch
        {
            "*11" => Command(agent, AgentCommand.LogIn, null),
            "*12" => Command(agent, AgentCommand.LogOut, null),
            "*14" => Command(agent, AgentCommand.Ready, null),
            _ when code.StartsWith("*13", StringComparison.Ordinal) => PauseByKey(agent, code[3..]),
            _ when IsFeature(code) => UseFeature(agent, code),
            _ => $"unknown code {code}",
        };
        Say(new AcdFact.CodeUsed(id, agent, code, refusal));
        Do(new AcdEffect.Answer(id));
        SayToCode(id, agent, refusal is not null ? _site.Announcements.Refused : IsFeature(code) ? FeatureAnnouncement(agent, code, LanguageOf(agent)) : AnnouncementOf(agent, code));
    }

    private string LanguageOf(AgentId agent) => _site.Agents.TryGetValue(agent.Value, out var profile) ? profile.Language : "en";

    private void SayToCode(CallId id, AgentId agent, ImmutableArray<string> prompts)
    {
        var call = new CodeCall { Id = id, Playback = new PlaybackId($"{id}-play-1") };
        _codeCalls.Add(id, call);
        if (prompts.IsEmpty)
        {
            CodeAnnounced(call);
            return;
        }

        _deadlines.Set(DeadlineKind.PlaybackOverdue, id.Value, _now.Elapsed + PromptLimit);
        Do(new AcdEffect.Play(id, call.Playback, prompts, LanguageOf(agent)));
    }

    private string? PauseByKey(AgentId agent, string key) =>
        _site.PauseReasons.TryGetValue(key, out var reason)
            ? Command(agent, AgentCommand.Pause, reason.Name)
            : $"unknown pause reason key '{key}'";

    private ImmutableArray<string> AnnouncementOf(AgentId agent, string code) => code switch
    {
        _ when _agents.GetValueOrDefault(agent)?.PendingPause is not null => _site.Announcements.PausePending,
        "*11" => _site.Announcements.LoggedIn,
        "*12" => _site.Announcements.LoggedOut,
        "*14" => _site.Announcements.Ready,
        _ => _site.Announcements.Paused,
    };

    private void CodeAnnounced(CodeCall call)
    {
        // Hung up at most a few times; the channel's own timeout in Asterisk ends it in any case.
        Do(new AcdEffect.HangUp(call.Id));
        if (++call.Releases > ReleasesMost) _codeCalls.Remove(call.Id);
        else _deadlines.Set(DeadlineKind.PlaybackOverdue, call.Id.Value, _now.Elapsed + ReleaseLimit);
    }
}

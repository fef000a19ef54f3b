using System.Collections.Immutable;

namespace Telephony.Core;

/// <content>How a call moves from offered to ended. What may happen is decided in <see cref="CallStates"/>; here it is done.</content>
public sealed partial class Acd
{
    /// <summary>No prompt is longer; a playback whose end was never reported is given up after this.</summary>
    private static readonly TimeSpan PromptLimit = TimeSpan.FromMinutes(2);

    /// <summary>A bridge request that was accepted may still fail; only the channels' arrival in the bridge proves it. Who is not heard of by then is asked for.</summary>
    private static readonly TimeSpan JoinLimit = TimeSpan.FromSeconds(1);

    /// <summary>Longer than a connection through which nothing passes goes unnoticed (6 s): when that is lost, Asterisk's lists answer instead.</summary>
    private static readonly TimeSpan JoinAnswerLimit = TimeSpan.FromSeconds(9);

    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromSeconds(5);
    private const int FailedJoinsMost = 3;
    private const int ReleasesMost = 3;

    private void Offered(CallId id, string number, CallerId caller, CallPlace? place = null, DateTimeOffset? since = null, AgentId? phone = null)
    {
        if (_calls.TryGetValue(id, out var known))
        {
            if (place is not null) ComeAgain(known);
            return;
        }

        if (_lines.ContainsKey(id) || _codeCalls.ContainsKey(id)) return;
        if (phone is { } agent && IsAWordAside(id, agent, number)) return;
        var call = new Call { Id = id, Number = number, Caller = caller, Phone = phone, ArrivedAt = _now, StateSince = _now, CameAt = since is { } at ? MomentAt(at) : null };
        _calls.Add(id, call);
        Say(new AcdFact.CallArrived(id, number, caller));
        if (!_site.Numbers.TryGetValue(number, out var entry) && !_site.Numbers.TryGetValue("*", out entry))
        {
            HandToFallback(call);
            return;
        }

        call.Language = entry.Language;
        Do(new AcdEffect.Answer(id));
        if (place is not null && _site.Queues.ContainsKey(place.Queue.Value)) GoBack(call, place);
        else if (entry.Greeting.IsEmpty) Go(call, entry.Target);
        else Play(call, entry.Greeting);
    }

    /// <summary>A caller who waits has been in the fallback, and we were not told that they had left: the place was kept, the music was not.</summary>
    private void ComeAgain(Call call)
    {
        if (call.State is not (CallState.Queued or CallState.Ringing)) return;
        Do(new AcdEffect.Answer(call.Id));
        Do(new AcdEffect.StartMusic(call.Id, MusicOf(call)));
    }

    /// <summary>The one place where a call's state machine turns.</summary>
    private void Happened(CallId id, CallEvent happened, char digit = default, LegId leg = default, LegEnd legEnd = default)
    {
        if (!_calls.TryGetValue(id, out var call)) return;
        switch (CallStates.Decide(call.State, happened))
        {
            case CallStep.TooLate or CallStep.KeyWithoutMeaning: break;
            case CallStep.FollowEntryPoint: Go(call, EntryOf(call).Target); break;
            case CallStep.ChooseEarly: ChooseEarly(call, digit); break;
            case CallStep.GoOnInFlow: PromptEndedInFlow(call); break;
            case CallStep.TakeKey: KeyInFlow(call, digit); break;
            case CallStep.AskAgain: NoKeyInFlow(call); break;
            case CallStep.GoOnWithout: WaitInFlowOver(call); break;
            case CallStep.LeaveFlow: LeaveFlow(call, overdue: true); break;
            case CallStep.Overflow: Overflow(call); break;
            case CallStep.KeyWhileWaiting: KeyWhileWaiting(call, digit); break;
            case CallStep.ResumeMusic: ResumeMusic(call); break;
            case CallStep.TakeInCustomer: TakeInCustomer(call); break;
            case CallStep.TryLater: NotReached(call, DialEnd.Lost); break;
            case CallStep.HangUpAndTryLater: DialTakesTooLong(call); break;
            case CallStep.GoOn: GoOn(call, call.Next ?? CallTarget.HangUp); break;
            case CallStep.NoteOverdue: call.Overdue = true; break;
            case CallStep.NoteRinging: Tell(call.OfferOn(leg)!.Agent, AgentEvent.PhoneRings); break;
            case CallStep.RingOneMore: WantMore(call); break;
            case CallStep.Join: Join(call, leg); break;
            case CallStep.OfferAgain: OfferFailed(call, leg, OutcomeOf(call.State, legEnd)); break;
            case CallStep.CancelAndOfferAgain: CancelAndOfferAgain(call, leg); break;
            case CallStep.BeginTalk: BeginTalk(call); break;
            case CallStep.Hold: Hold(call, null); break;
            case CallStep.Resume: Resume(call, null); break;
            case CallStep.AskWhetherJoined: AskWhetherJoined(call); break;
            case CallStep.ConfirmJoined: JoinSettled(call); break;
            case CallStep.JoinAgain: JoinAgain(call); break;
            case CallStep.DropLegAndOfferAgain: DropLegAndOfferAgain(call); break;
            case CallStep.EndAbandoned: End(call, AbandonedIn(call)); AwaitChannelGone(call); break;
            case CallStep.CancelAndEndAbandoned: CancelAndEndAbandoned(call); break;
            case CallStep.EndByCaller: EndTalk(call, Party.Caller); AwaitChannelGone(call); break;
            case CallStep.EndByAgent: EndByAgent(call); break;
            case CallStep.WaitAgain: WaitAgain(call); break;
            case CallStep.CompleteTransfer when Consulted(call) is { Line: not null } aside: // another line than the one that has ended
                SendAway(call, aside);
                Happened(id, happened, digit, leg, legEnd);
                break;
            case CallStep.CompleteTransfer: CompleteTransfer(call, agentHasLeft: true, call.Offer!.Agent.Value); break;
            case CallStep.ReturnToQueue: ParkedTooLong(call); break;
            case CallStep.EndOutside: EndOutside(call); AwaitChannelGone(call); break;
            case CallStep.ReleaseFromOutside: EndOutside(call); Release(call); break;
            case CallStep.EndAfterTalk: EndAfterTalk(call); AwaitChannelGone(call); break;
            case CallStep.Forget: Forget(call); break;
            case CallStep.ReleaseAgain: ReleaseAgain(call); break;
            case var step: throw new ArgumentOutOfRangeException(nameof(happened), step.ToString());
        }
    }

    // ---- greeting and flow ------------------------------------------------------------------------------------

    private void Go(Call call, CallTarget target)
    {
        if (target.Queue is { } queue && _site.Queues.ContainsKey(queue)) Enqueue(call, new QueueName(queue), target.Needs);
        else if (target.Menu is { } menu) EnterFlow(call, menu);
        else if (target == CallTarget.HangUp) Dismiss(call);
        else HandToFallback(call); // the configuration changed under the call: nobody is hung up for that
    }

    private void Play(Call call, ImmutableArray<string> prompts)
    {
        call.Playbacks++;
        call.Playback = new PlaybackId($"{call.Id}-play-{call.Playbacks}");
        _deadlines.Set(DeadlineKind.PlaybackOverdue, call.Id.Value, _now.Elapsed + PromptLimit);
        Do(new AcdEffect.Play(call.Id, call.Playback.Value, prompts, call.Language));
    }

    private void StopPrompt(Call call)
    {
        _deadlines.Clear(DeadlineKind.MenuInput, call.Id.Value);
        _deadlines.Clear(DeadlineKind.PlaybackOverdue, call.Id.Value);
        if (call.Playback is not { } playing) return;
        call.Playback = null;
        Do(new AcdEffect.StopPlayback(call.Id, playing));
    }

    private void PlaybackEnded(CallId id, PlaybackId playback)
    {
        if (_codeCalls.TryGetValue(id, out var code)) CodeAnnounced(code);
        else if (!_calls.TryGetValue(id, out var call)) return;
        else if (call.Recorded?.Announcement == playback) RecordingAnnounced(id);
        else if (call.Playback == playback)
        {
            call.Playback = null;
            _deadlines.Clear(DeadlineKind.PlaybackOverdue, id.Value);
            Happened(id, CallEvent.PromptEnded);
        }
    }

    private void PlaybackOverdue(CallId id)
    {
        if (_codeCalls.TryGetValue(id, out var code)) CodeAnnounced(code);
        else if (_calls.TryGetValue(id, out var call) && call.Playback is { } playing) PlaybackEnded(id, playing);
    }

    // ---- the end ----------------------------------------------------------------------------------------------

    private void Dismiss(Call call)
    {
        End(call, CallDisposition.Dismissed);
        Release(call);
    }

    private void HandToFallback(Call call)
    {
        if (call.State is CallState.Virtual or CallState.Dialling)
        {
            Withdraw(_callbacks[call.Callback!.Value], CallbackOutcome.Failed);
            return;
        }

        if (call.State == CallState.Outside)
        {
            EndOutside(call);
            Release(call);
            return;
        }

        if (call.State == CallState.Surveying)
        {
            HangUpInFlow(call); // has been served: nobody else is to be found for it
            return;
        }

        RingNoMore(call);
        if (call.IsTalking) LeaveTalk(call, Party.System, new AcdEffect.DestroyBridge(call.Id));
        foreach (var offer in call.AllOffers().ToArray())
        {
            CancelLeg(call, offer, LegCancel.NotWanted);
            Remove(call, offer);
            Tell(offer.Agent, call.IsTalking ? AgentEvent.TalkEnded : AgentEvent.OfferWithdrawn, queue: call.Queue);
        }

        StopPrompt(call);
        StopRecording(call);
        End(call, CallDisposition.SentToFallback);
        Release(call);
    }

    private void End(Call call, CallDisposition disposition)
    {
        if (!call.IsTalking && call.State is not (CallState.Outside or CallState.Parked or CallState.Surveying or CallState.Ended) && call.QueuedAt is not null) call.Waited = WaitedSoFar(call);
        if (call.IsCalledBack && disposition is not (CallDisposition.SentToFallback or CallDisposition.LostWithAsterisk)) disposition = CallDisposition.CalledBack;
        EndLease(call, DecisionOutcome.CallLeft);
        _router.RemoveWaiting(call.Id);
        StopMessage(call);
        if (call.Run is { HasHidden: true }) Do(new AcdEffect.ForgetDigits(call.Id, All: true));
        if (call.Run is { } run) run.Wait = FlowWait.None; // whatever a flow waited for comes too late
        ClearDeadlines(call);
        call.Playback = null;
        call.ParkingPlace = null;
        call.Disposition = disposition;
        Enter(call, CallState.Ended);
        Say(new AcdFact.CallEnded(call.Id, call.Queue, disposition, call.Waited));
        EndCallback(call, disposition);
    }

    /// <summary>The caller has left by themselves: nothing is to be done, unless the channel does not close.</summary>
    private void AwaitChannelGone(Call call) =>
        _deadlines.Set(DeadlineKind.ReleaseOverdue, call.Id.Value, _now.Elapsed + ReleaseLimit);

    private void Release(Call call)
    {
        _deadlines.Set(DeadlineKind.ReleaseOverdue, call.Id.Value, _now.Elapsed + ReleaseLimit);
        Do(WayOut(call));
    }

    private static AcdEffect WayOut(Call call) => call switch
    {
        { Disposition: CallDisposition.SentToFallback } => new AcdEffect.SendToFallback(call.Id),
        { Disposition: CallDisposition.Transferred or CallDisposition.Answered, TransferTo: { } to } => new AcdEffect.TransferCaller(call.Id, to),
        _ => new AcdEffect.HangUp(call.Id),
    };

    /// <summary>The call is kept until its channel is gone: a channel that lives on would be taken for a new caller.</summary>
    private void ReleaseAgain(Call call)
    {
        if (IsHeard(call.Id) && ++call.Releases == ReleasesMost) Say(new AcdFact.InvariantBroken("I8", $"{call.Id} could not be released"));
        Release(call);
    }

    private void Forget(Call call)
    {
        ClearDeadlines(call);
        _calls.Remove(call.Id);
        ForgetBooks();
    }

    private void CallerHungUp(CallId id)
    {
        if (_lines.ContainsKey(id)) LineGone(id);
        else if (_calls.TryGetValue(id, out var call) && call.State is not (CallState.Ended or CallState.Dialling)) Happened(id, CallEvent.CallerGone);
    }

    private void ChannelGone(CallId id)
    {
        CallerHungUp(id);
        if (_codeCalls.Remove(id)) _deadlines.Clear(DeadlineKind.PlaybackOverdue, id.Value);
        else Happened(id, CallEvent.CallerGone);
    }

    // ---- small things -----------------------------------------------------------------------------------------

    private void Enter(Call call, CallState state)
    {
        call.State = state;
        call.StateSince = _now;
    }

    private void ClearDeadlines(Call call)
    {
        foreach (var kind in CallDeadlines) _deadlines.Clear(kind, call.Id.Value);
    }

    private static readonly ImmutableArray<DeadlineKind> CallDeadlines =
    [
        DeadlineKind.PlaybackOverdue, DeadlineKind.MenuInput, DeadlineKind.MaxWait, DeadlineKind.Relax, DeadlineKind.OverflowRule, DeadlineKind.Announce,
        DeadlineKind.FlowWait, DeadlineKind.FlowLimit, DeadlineKind.RingMore, DeadlineKind.Decision, DeadlineKind.DialTimeout, DeadlineKind.Preference, DeadlineKind.Exclusion, DeadlineKind.ConnectTimeout, DeadlineKind.JoinUntold, DeadlineKind.ReleaseOverdue,
        DeadlineKind.RecordingAnnounced, DeadlineKind.Parking,
    ];

    private TimeSpan WaitedSoFar(Call call) => call.QueuedAt is { } since ? _now.Since(since) : TimeSpan.Zero;

    private EntryPoint EntryOf(Call call) =>
        _site.Numbers.TryGetValue(call.Number, out var entry) || _site.Numbers.TryGetValue("*", out entry)
            ? entry
            : new EntryPoint([], call.Language, new CallTarget("?", null)); // gone from the configuration: leads to the fallback

    private static CallDisposition AbandonedIn(Call call) => call.State switch
    {
        _ when call.Run is { HasMessage: true } => CallDisposition.LeftMessage,
        CallState.Offered => CallDisposition.AbandonedInGreeting,
        CallState.InMenu or CallState.Informed => CallDisposition.AbandonedInMenu,
        _ => CallDisposition.AbandonedInQueue,
    };
}

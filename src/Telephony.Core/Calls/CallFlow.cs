using System.Collections.Immutable;

namespace Telephony.Core;

/// <content>How a call moves from offered to ended. What may happen is decided in <see cref="CallStates"/>; here it is done.</content>
public sealed partial class Acd
{
    /// <summary>No prompt is longer; a playback whose end was never reported is given up after this.</summary>
    private static readonly TimeSpan PromptLimit = TimeSpan.FromMinutes(2);

    /// <summary>A bridge request that was accepted may still fail; only the channels' arrival in the bridge proves it.</summary>
    private static readonly TimeSpan JoinLimit = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromSeconds(5);
    private const int FailedJoinsMost = 3;
    private const int ReleasesMost = 3;

    private void Offered(CallId id, string number, CallerId caller)
    {
        if (_calls.ContainsKey(id)) return;
        var call = new Call { Id = id, Number = number, Caller = caller, ArrivedAt = _now, StateSince = _now };
        _calls.Add(id, call);
        Say(new AcdFact.CallArrived(id, number, caller));
        if (!_site.Numbers.TryGetValue(number, out var entry) && !_site.Numbers.TryGetValue("*", out entry))
        {
            HandToFallback(call);
            return;
        }

        call.Language = entry.Language;
        Do(new AcdEffect.Answer(id));
        if (entry.Greeting.IsEmpty) Go(call, entry.Target);
        else Play(call, entry.Greeting);
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
            case CallStep.AwaitInput: AwaitInput(call); break;
            case CallStep.Choose: Choose(call, digit); break;
            case CallStep.RepeatMenu: RepeatMenu(call, []); break;
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
            case CallStep.DropLegAndOfferAgain: DropLegAndOfferAgain(call); break;
            case CallStep.EndAbandoned: End(call, AbandonedIn(call.State)); AwaitChannelGone(call); break;
            case CallStep.CancelAndEndAbandoned: CancelAndEndAbandoned(call); break;
            case CallStep.EndByCaller: EndTalk(call, Party.Caller); AwaitChannelGone(call); break;
            case CallStep.EndByAgent: EndTalk(call, Party.Agent); Release(call); break;
            case CallStep.Forget: Forget(call); break;
            case CallStep.ReleaseAgain: ReleaseAgain(call); break;
            case var step: throw new ArgumentOutOfRangeException(nameof(happened), step.ToString());
        }
    }

    // ---- greeting and menu ------------------------------------------------------------------------------------

    private void Go(Call call, CallTarget target)
    {
        if (target.Queue is { } queue && _site.Queues.ContainsKey(queue)) Enqueue(call, new QueueName(queue), target.Needs);
        else if (target.Menu is { } menu && _site.Menus.ContainsKey(menu)) EnterMenu(call, new MenuName(menu));
        else if (target == CallTarget.HangUp) Dismiss(call);
        else HandToFallback(call); // the configuration changed under the call: nobody is hung up for that
    }

    private void EnterMenu(Call call, MenuName menu)
    {
        call.Menu = menu;
        call.MenuTries = 1;
        Enter(call, CallState.InMenu);
        Say(new AcdFact.MenuEntered(call.Id, menu));
        Play(call, _site.Menus[menu.Value].Prompt);
    }

    private void ChooseEarly(Call call, char digit)
    {
        if (EntryOf(call).Target.Menu is not { } menu || !_site.Menus.TryGetValue(menu, out var rule)) return;
        if (!rule.Choices.ContainsKey(digit.ToString())) return; // the greeting goes on; the menu will tell the keys
        StopPrompt(call);
        call.Menu = new MenuName(menu);
        call.MenuTries = 1;
        Enter(call, CallState.InMenu);
        Say(new AcdFact.MenuEntered(call.Id, call.Menu.Value));
        Choose(call, digit);
    }

    private void AwaitInput(Call call)
    {
        call.Playback = null;
        _deadlines.Clear(DeadlineKind.PlaybackOverdue, call.Id.Value);
        if (!_site.Menus.TryGetValue(call.Menu!.Value.Value, out var rule)) HandToFallback(call);
        else _deadlines.Set(DeadlineKind.MenuInput, call.Id.Value, _now.Elapsed + rule.InputTimeout);
    }

    private void Choose(Call call, char digit)
    {
        StopPrompt(call);
        if (!_site.Menus.TryGetValue(call.Menu!.Value.Value, out var rule))
        {
            HandToFallback(call);
        }
        else if (rule.Choices.TryGetValue(digit.ToString(), out var target))
        {
            Say(new AcdFact.MenuChosen(call.Id, call.Menu.Value, digit));
            (call.Visited, call.RefusedBy) = ([], []); // the caller's own choice may lead anywhere
            Go(call, target);
        }
        else
        {
            RepeatMenu(call, rule.Invalid);
        }
    }

    private void RepeatMenu(Call call, ImmutableArray<string> first)
    {
        _deadlines.Clear(DeadlineKind.MenuInput, call.Id.Value);
        if (!_site.Menus.TryGetValue(call.Menu!.Value.Value, out var rule)) HandToFallback(call);
        else if (call.MenuTries >= rule.Tries && IsRefused(call, rule.Otherwise)) HandToFallback(call);
        else if (call.MenuTries >= rule.Tries) Go(call, rule.Otherwise);
        else
        {
            call.MenuTries++;
            Play(call, first.AddRange(rule.Prompt));
        }
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
        else if (_calls.TryGetValue(id, out var call) && call.Playback == playback)
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

        RingNoMore(call);
        foreach (var offer in call.AllOffers().ToArray())
        {
            CancelLeg(call, offer, LegCancel.NotWanted);
            Remove(call, offer);
            Tell(offer.Agent, call.State == CallState.Connected ? AgentEvent.TalkEnded : AgentEvent.OfferWithdrawn, queue: call.Queue);
        }

        StopPrompt(call);
        StopRecording(call);
        End(call, CallDisposition.SentToFallback);
        Release(call);
    }

    private void End(Call call, CallDisposition disposition)
    {
        if (call.State is not (CallState.Connected or CallState.Ended) && call.QueuedAt is not null) call.Waited = WaitedSoFar(call);
        if (call.IsCalledBack && disposition is not (CallDisposition.SentToFallback or CallDisposition.LostWithAsterisk)) disposition = CallDisposition.CalledBack;
        _router.RemoveWaiting(call.Id);
        ClearDeadlines(call);
        call.Playback = null;
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
        Do(call.Disposition == CallDisposition.SentToFallback ? new AcdEffect.SendToFallback(call.Id) : new AcdEffect.HangUp(call.Id));
    }

    /// <summary>The call is kept until its channel is gone: a channel that lives on would be taken for a new caller.</summary>
    private void ReleaseAgain(Call call)
    {
        if (_connected && ++call.Releases == ReleasesMost) Say(new AcdFact.InvariantBroken("I8", $"{call.Id} could not be released"));
        Release(call);
    }

    private void Forget(Call call)
    {
        ClearDeadlines(call);
        _calls.Remove(call.Id);
    }

    private void CallerHungUp(CallId id)
    {
        if (_calls.TryGetValue(id, out var call) && call.State is not (CallState.Ended or CallState.Dialling)) Happened(id, CallEvent.CallerGone);
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
        DeadlineKind.RingMore, DeadlineKind.DialTimeout, DeadlineKind.Preference, DeadlineKind.Exclusion, DeadlineKind.ConnectTimeout, DeadlineKind.ReleaseOverdue,
    ];

    private TimeSpan WaitedSoFar(Call call) => call.QueuedAt is { } since ? _now.Since(since) : TimeSpan.Zero;

    private EntryPoint EntryOf(Call call) =>
        _site.Numbers.TryGetValue(call.Number, out var entry) || _site.Numbers.TryGetValue("*", out entry)
            ? entry
            : new EntryPoint([], call.Language, new CallTarget("?", null)); // gone from the configuration: leads to the fallback

    private static CallDisposition AbandonedIn(CallState state) => state switch
    {
        CallState.Offered => CallDisposition.AbandonedInGreeting,
        CallState.InMenu or CallState.Informed => CallDisposition.AbandonedInMenu,
        _ => CallDisposition.AbandonedInQueue,
    };
}

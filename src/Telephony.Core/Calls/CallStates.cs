namespace Telephony.Core;

/// <summary>Where a call is.</summary>
public enum CallState
{
    /// <summary>Answered; the greeting plays.</summary>
    Offered,

    /// <summary>In a flow of the IVR: hears prompts, presses keys.</summary>
    InMenu,

    /// <summary>Hears why a queue cannot serve it, and goes on when that ends.</summary>
    Informed,

    /// <summary>A callback that stands in the line without anybody on the phone.</summary>
    Virtual,

    /// <summary>A customer is being called back; the phone rings there.</summary>
    Dialling,

    /// <summary>Waiting in a queue.</summary>
    Queued,

    /// <summary>Waiting while an agent's phone rings.</summary>
    Ringing,

    /// <summary>An agent answered; the two are being joined. Its own state, because a bridge request that was accepted may still fail.</summary>
    Connecting,

    /// <summary>Caller and agent talk.</summary>
    Connected,

    /// <summary>In a conversation, put on hold by the agent's phone or by order.</summary>
    OnHold,

    /// <summary>The caller hears music while the agent has a word with somebody to whom the call may be transferred, or that phone rings.</summary>
    Consulting,

    /// <summary>Talks with a destination outside, to which an agent has transferred the call after a word.</summary>
    Outside,

    /// <summary>Has talked with an agent, and hears music in a parking place until another takes the call.</summary>
    Parked,

    /// <summary>The agent has hung up; a flow asks the caller how it was.</summary>
    Surveying,

    /// <summary>Over; the caller's channel may still be closing.</summary>
    Ended,
}

/// <summary>What can happen to a call.</summary>
public enum CallEvent
{
    /// <summary>The prompt now playing ended, or is overdue.</summary>
    PromptEnded,

    /// <summary>The caller pressed a key.</summary>
    Digit,

    /// <summary>The caller pressed no key in time.</summary>
    NoInput,

    /// <summary>What a flow waits for should long have come.</summary>
    FlowWaitOver,

    /// <summary>The caller's time in a flow is over.</summary>
    FlowTooLong,

    /// <summary>The longest wait is over.</summary>
    WaitedTooLong,

    /// <summary>A leg now offered rings.</summary>
    LegRings,

    /// <summary>A leg now offered answered.</summary>
    LegAnswers,

    /// <summary>A leg now offered, or the one talking, is gone.</summary>
    LegGone,

    /// <summary>The same, and the phone did not hang up: it is not heard any more.</summary>
    PhoneLost,

    /// <summary>The ring time of a leg is over.</summary>
    RingTimeout,

    /// <summary>One more phone is to ring.</summary>
    RingStepOver,

    /// <summary>Caller and agent are both in the bridge.</summary>
    Joined,

    /// <summary>The join was not confirmed in time. It may have been made: Asterisk, or what it tells, may be slow.</summary>
    JoinUnheard,

    /// <summary>The two were not joined, as Asterisk says, or it does not even say.</summary>
    JoinTimeout,

    /// <summary>The agent's phone puts the caller on hold.</summary>
    Held,

    /// <summary>The agent's phone takes the caller back from hold.</summary>
    Resumed,

    /// <summary>The customer called back answers.</summary>
    CustomerAnswers,

    /// <summary>The customer's phone rang long enough.</summary>
    DialTimeout,

    /// <summary>The caller was parked long enough.</summary>
    ParkedTooLong,

    /// <summary>The caller's channel is gone.</summary>
    CallerGone,

    /// <summary>The caller's channel should long be gone.</summary>
    ReleaseOverdue,
}

/// <summary>What is done about it.</summary>
public enum CallStep
{
    /// <summary>Nothing: comes too late, or belongs to an earlier step of the call.</summary>
    TooLate,

    /// <summary>Nothing: keys mean nothing here.</summary>
    KeyWithoutMeaning,

    /// <summary>Goes where the dialled number leads.</summary>
    FollowEntryPoint,

    /// <summary>Ends the greeting and takes the key as the menu's choice.</summary>
    ChooseEarly,

    /// <summary>Goes on in the flow, or waits for a key there.</summary>
    GoOnInFlow,

    /// <summary>Takes the key as (part of) the answer, or keeps it for the next question.</summary>
    TakeKey,

    /// <summary>Asks again, or goes where the question leads without an answer.</summary>
    AskAgain,

    /// <summary>Goes on without what the flow waits for.</summary>
    GoOnWithout,

    /// <summary>Goes where the flow leads otherwise.</summary>
    LeaveFlow,

    /// <summary>Goes where the queue overflows to.</summary>
    Overflow,

    /// <summary>Ends an announcement, and follows the key if it leads out of the queue (when a phone rings: once nobody answers).</summary>
    KeyWhileWaiting,

    /// <summary>An announcement ended: the music goes on.</summary>
    ResumeMusic,

    /// <summary>Goes where the queue that could not serve it leads.</summary>
    GoOn,

    /// <summary>Takes the customer in at the place that was kept, and rings the agent held.</summary>
    TakeInCustomer,

    /// <summary>Gives up this attempt; the customer is tried later.</summary>
    TryLater,

    /// <summary>Hangs up and gives up this attempt; the customer is tried later.</summary>
    HangUpAndTryLater,

    /// <summary>Lets the phone ring on; the caller overflows if nobody answers.</summary>
    NoteOverdue,

    /// <summary>Shows that the phone rings.</summary>
    NoteRinging,

    /// <summary>Looks for one more agent to ring.</summary>
    RingOneMore,

    /// <summary>Joins caller and agent; other phones that ring are told that it was answered elsewhere.</summary>
    Join,

    /// <summary>While other phones ring, rings on; otherwise keeps the place in the queue and looks for another agent.</summary>
    OfferAgain,

    /// <summary>Cancels the leg; goes on as when a phone will not take the call.</summary>
    CancelAndOfferAgain,

    /// <summary>The conversation begins.</summary>
    BeginTalk,

    /// <summary>Ask Asterisk who is in the bridge.</summary>
    AskWhetherJoined,

    /// <summary>Drops the leg, keeps the place and looks for another agent.</summary>
    DropLegAndOfferAgain,

    /// <summary>The caller is on hold; the time is counted as such.</summary>
    Hold,

    /// <summary>The two talk again.</summary>
    Resume,

    /// <summary>Nothing is left to wait for: the caller is back in the talk.</summary>
    ConfirmJoined,

    /// <summary>Asks once more that the caller comes back into the talk; at last gives up.</summary>
    JoinAgain,

    /// <summary>Ends: the caller left before being served.</summary>
    EndAbandoned,

    /// <summary>Cancels the leg and ends: the caller left.</summary>
    CancelAndEndAbandoned,

    /// <summary>Hangs up the agent and ends: the caller hung up.</summary>
    EndByCaller,

    /// <summary>Hangs up the caller and ends, or goes on with the flow that follows the talk: the agent hung up.</summary>
    EndByAgent,

    /// <summary>The caller waits again, where they joined first; nobody has hung up. Where the queue does not want that: as when the agent hangs up.</summary>
    WaitAgain,

    /// <summary>Caller and target of the transfer talk from now on; while the phone rings there, it rings on for the caller.</summary>
    CompleteTransfer,

    /// <summary>Hangs up the other side outside, and ends: the caller hung up.</summary>
    EndOutside,

    /// <summary>Hangs up the caller and ends: the other side outside hung up.</summary>
    ReleaseFromOutside,

    /// <summary>Waits in its queue again.</summary>
    ReturnToQueue,

    /// <summary>Ends: the caller has talked, and hung up.</summary>
    EndAfterTalk,

    /// <summary>Forgets the call.</summary>
    Forget,

    /// <summary>Hangs up, or sends to the fallback, once more.</summary>
    ReleaseAgain,
}

/// <summary>The call state machine as one table: every state, every event. <c>docs/call-states.md</c> is printed from it.</summary>
public static class CallStates
{
    /// <summary>What an event means in a state. Total: every pair has an answer.</summary>
    public static CallStep Decide(CallState state, CallEvent happened) => (state, happened) switch
    {
        (CallState.Offered, CallEvent.PromptEnded) => CallStep.FollowEntryPoint,
        (CallState.Offered, CallEvent.Digit) => CallStep.ChooseEarly,
        (CallState.Offered, CallEvent.CallerGone) => CallStep.EndAbandoned,

        (CallState.InMenu or CallState.Surveying, CallEvent.PromptEnded) => CallStep.GoOnInFlow,
        (CallState.InMenu or CallState.Surveying, CallEvent.Digit) => CallStep.TakeKey,
        (CallState.InMenu or CallState.Surveying, CallEvent.NoInput) => CallStep.AskAgain,
        (CallState.InMenu or CallState.Surveying, CallEvent.FlowWaitOver) => CallStep.GoOnWithout,
        (CallState.InMenu or CallState.Surveying, CallEvent.FlowTooLong) => CallStep.LeaveFlow,
        (CallState.InMenu, CallEvent.CallerGone) => CallStep.EndAbandoned,
        (CallState.Surveying, CallEvent.CallerGone) => CallStep.EndAfterTalk,

        (CallState.Informed, CallEvent.PromptEnded) => CallStep.GoOn,
        (CallState.Informed, CallEvent.CallerGone) => CallStep.EndAbandoned,

        (CallState.Dialling, CallEvent.CustomerAnswers) => CallStep.TakeInCustomer,
        (CallState.Dialling, CallEvent.DialTimeout) => CallStep.HangUpAndTryLater,
        (CallState.Dialling, CallEvent.CallerGone) => CallStep.TryLater,

        (CallState.Queued or CallState.Ringing, CallEvent.Digit) => CallStep.KeyWhileWaiting,
        (CallState.Queued or CallState.Ringing, CallEvent.PromptEnded) => CallStep.ResumeMusic,
        (CallState.Queued, CallEvent.WaitedTooLong) => CallStep.Overflow,
        (CallState.Queued, CallEvent.CallerGone) => CallStep.EndAbandoned,

        (CallState.Ringing, CallEvent.LegRings) => CallStep.NoteRinging,
        (CallState.Ringing, CallEvent.LegAnswers) => CallStep.Join,
        (CallState.Ringing, CallEvent.LegGone or CallEvent.PhoneLost) => CallStep.OfferAgain,
        (CallState.Ringing, CallEvent.RingTimeout) => CallStep.CancelAndOfferAgain,
        (CallState.Ringing, CallEvent.RingStepOver) => CallStep.RingOneMore,
        (CallState.Ringing or CallState.Connecting, CallEvent.WaitedTooLong) => CallStep.NoteOverdue,
        (CallState.Ringing, CallEvent.CallerGone) => CallStep.CancelAndEndAbandoned,

        (CallState.Connecting, CallEvent.Joined) => CallStep.BeginTalk,
        (CallState.Connecting, CallEvent.LegGone or CallEvent.PhoneLost) => CallStep.OfferAgain,
        (CallState.Connecting or CallState.Connected or CallState.OnHold, CallEvent.JoinUnheard) => CallStep.AskWhetherJoined,
        (CallState.Connecting, CallEvent.JoinTimeout) => CallStep.DropLegAndOfferAgain,
        (CallState.Connecting, CallEvent.CallerGone) => CallStep.CancelAndEndAbandoned,

        (CallState.Connected, CallEvent.Held) => CallStep.Hold,
        (CallState.OnHold, CallEvent.Resumed) => CallStep.Resume,
        (CallState.Connected or CallState.OnHold, CallEvent.Joined) => CallStep.ConfirmJoined,
        (CallState.Connected or CallState.OnHold, CallEvent.JoinTimeout) => CallStep.JoinAgain,
        (CallState.Connected or CallState.OnHold, CallEvent.LegGone) => CallStep.EndByAgent,
        (CallState.Connected or CallState.OnHold, CallEvent.PhoneLost) => CallStep.WaitAgain,
        (CallState.Connected or CallState.OnHold or CallState.Consulting, CallEvent.CallerGone) => CallStep.EndByCaller,
        (CallState.Consulting, CallEvent.LegGone or CallEvent.PhoneLost) => CallStep.CompleteTransfer,
        (CallState.Parked, CallEvent.ParkedTooLong) => CallStep.ReturnToQueue,
        (CallState.Parked, CallEvent.CallerGone) => CallStep.EndAfterTalk,
        (CallState.Outside, CallEvent.CallerGone) => CallStep.EndOutside,
        (CallState.Outside, CallEvent.LegGone or CallEvent.PhoneLost) => CallStep.ReleaseFromOutside,

        (CallState.Ended, CallEvent.CallerGone) => CallStep.Forget,
        (CallState.Ended, CallEvent.ReleaseOverdue) => CallStep.ReleaseAgain,

        (_, CallEvent.Digit) => CallStep.KeyWithoutMeaning,
        (_, _) when Enum.IsDefined(state) && Enum.IsDefined(happened) => CallStep.TooLate,
        _ => throw new ArgumentOutOfRangeException(nameof(state), $"{state}, {happened}"),
    };
}

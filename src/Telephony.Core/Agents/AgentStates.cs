namespace Telephony.Core;

/// <summary>What an agent is doing.</summary>
public enum AgentState
{
    /// <summary>Not at work.</summary>
    LoggedOut,

    /// <summary>At work, takes no calls, for a reason.</summary>
    Paused,

    /// <summary>Waiting for a call.</summary>
    Ready,

    /// <summary>Chosen for a call; the phone does not ring yet.</summary>
    Reserved,

    /// <summary>The phone rings.</summary>
    Ringing,

    /// <summary>In a conversation.</summary>
    Talking,

    /// <summary>Finishing the work of the last call.</summary>
    WrapUp,

    /// <summary>Did not take an offer; gets none until a time is over or the agent says to be ready.</summary>
    NotResponding,
}

/// <summary>What can happen to an agent.</summary>
public enum AgentEvent
{
    /// <summary>Asked to begin work.</summary>
    LogIn,

    /// <summary>Asked to end work.</summary>
    LogOut,

    /// <summary>Asked to pause.</summary>
    Pause,

    /// <summary>Asked to take calls.</summary>
    Ready,

    /// <summary>Chosen for a call.</summary>
    Offered,

    /// <summary>The phone rings.</summary>
    PhoneRings,

    /// <summary>The offer ended, not by the agent's doing.</summary>
    OfferWithdrawn,

    /// <summary>The offer ended: not answered, busy, refused or unreachable.</summary>
    OfferMissed,

    /// <summary>Joined with the caller.</summary>
    TalkStarted,

    /// <summary>The conversation ended.</summary>
    TalkEnded,

    /// <summary>The wrap-up time is over.</summary>
    WrapUpOver,

    /// <summary>The pause after a missed offer is over.</summary>
    RecoveryOver,

    /// <summary>Asked to end wrap-up, with a disposition or without.</summary>
    FinishWrapUp,

    /// <summary>Asked for more wrap-up time.</summary>
    ExtendWrapUp,

    /// <summary>By order the phone rings for a conversation of others: to supervise it, to be consulted, or to join.</summary>
    Asked,

    /// <summary>The part in a conversation of others is over.</summary>
    Excused,

    /// <summary>The conversation ended because the phone is not heard any more.</summary>
    PhoneLost,
}

/// <summary>What is done about it.</summary>
public enum AgentStep
{
    /// <summary>Nothing: it is already so.</summary>
    AlreadySo,

    /// <summary>Nothing: too late to matter.</summary>
    TooLate,

    /// <summary>Refused: not at work.</summary>
    RefuseLoggedOut,

    /// <summary>Refused: not in wrap-up.</summary>
    RefuseNotInWrapUp,

    /// <summary>Cannot happen; a violated invariant if it does.</summary>
    Impossible,

    /// <summary>Becomes ready.</summary>
    BecomeReady,

    /// <summary>Logs out.</summary>
    BecomeLoggedOut,

    /// <summary>Pauses.</summary>
    BecomePaused,

    /// <summary>Remembers the wish until the call is over.</summary>
    WishLoggedOut,

    /// <summary>Remembers the wish until the call is over.</summary>
    WishPaused,

    /// <summary>Forgets an earlier wish to pause or log out.</summary>
    ForgetWish,

    /// <summary>Is reserved for the call.</summary>
    BecomeReserved,

    /// <summary>Rings.</summary>
    BecomeRinging,

    /// <summary>Talks.</summary>
    BecomeTalking,

    /// <summary>Begins wrap-up, or what was wished, or is ready.</summary>
    FinishTalk,

    /// <summary>Becomes ready; refused while a disposition is owed.</summary>
    EndWrapUp,

    /// <summary>Pauses; while a disposition is owed, once it is given.</summary>
    EndWrapUpPaused,

    /// <summary>Logs out; while a disposition is owed, once it is given.</summary>
    EndWrapUpLoggedOut,

    /// <summary>Stays longer in wrap-up, within the queue's bound.</summary>
    ExtendWrapUp,

    /// <summary>Takes up what was wished, or is ready; a disposition still owed is recorded as none.</summary>
    CloseWrapUp,

    /// <summary>Takes up what was wished, or is ready again.</summary>
    FinishOffer,

    /// <summary>Takes up what was wished, or is left alone for a while.</summary>
    MissOffer,

    /// <summary>The conversation counts; takes up what was wished, or is left alone for a while.</summary>
    LosePhone,
}

/// <summary>The agent state machine as one table: every state, every event. <c>docs/call-states.md</c> is printed from it.</summary>
public static class AgentStates
{
    /// <summary>What an event means in a state. Total: every pair has an answer.</summary>
    public static AgentStep Decide(AgentState state, AgentEvent happened) => (state, happened) switch
    {
        (not AgentState.WrapUp, AgentEvent.FinishWrapUp or AgentEvent.ExtendWrapUp) when Enum.IsDefined(state) => AgentStep.RefuseNotInWrapUp,

        (AgentState.Ready or AgentState.Paused or AgentState.NotResponding, AgentEvent.Asked) => AgentStep.BecomeReserved,
        (AgentState.Reserved or AgentState.Ringing or AgentState.Talking, AgentEvent.Excused) => AgentStep.FinishOffer,

        (AgentState.LoggedOut, AgentEvent.LogIn) => AgentStep.BecomeReady,
        (AgentState.LoggedOut, AgentEvent.LogOut) => AgentStep.AlreadySo,
        (AgentState.LoggedOut, AgentEvent.Pause or AgentEvent.Ready) => AgentStep.RefuseLoggedOut,
        (AgentState.LoggedOut, AgentEvent.WrapUpOver or AgentEvent.RecoveryOver) => AgentStep.TooLate,
        (AgentState.LoggedOut, _) => AgentStep.Impossible,

        (AgentState.Paused, AgentEvent.LogIn) => AgentStep.AlreadySo,
        (AgentState.Paused, AgentEvent.LogOut) => AgentStep.BecomeLoggedOut,
        (AgentState.Paused, AgentEvent.Pause) => AgentStep.BecomePaused,
        (AgentState.Paused, AgentEvent.Ready) => AgentStep.BecomeReady,
        (AgentState.Paused, AgentEvent.WrapUpOver or AgentEvent.RecoveryOver) => AgentStep.TooLate,
        (AgentState.Paused, _) => AgentStep.Impossible,

        (AgentState.Ready, AgentEvent.LogIn or AgentEvent.Ready) => AgentStep.AlreadySo,
        (AgentState.Ready, AgentEvent.LogOut) => AgentStep.BecomeLoggedOut,
        (AgentState.Ready, AgentEvent.Pause) => AgentStep.BecomePaused,
        (AgentState.Ready, AgentEvent.Offered) => AgentStep.BecomeReserved,
        (AgentState.Ready, AgentEvent.WrapUpOver or AgentEvent.RecoveryOver) => AgentStep.TooLate,
        (AgentState.Ready, _) => AgentStep.Impossible,

        (AgentState.Reserved or AgentState.Ringing or AgentState.Talking, AgentEvent.LogIn or AgentEvent.Ready) => AgentStep.ForgetWish,
        (AgentState.Reserved or AgentState.Ringing or AgentState.Talking, AgentEvent.LogOut) => AgentStep.WishLoggedOut,
        (AgentState.Reserved or AgentState.Ringing or AgentState.Talking, AgentEvent.Pause) => AgentStep.WishPaused,
        (AgentState.Reserved or AgentState.Ringing or AgentState.Talking, AgentEvent.Offered) => AgentStep.Impossible,
        (AgentState.Reserved or AgentState.Ringing or AgentState.Talking, AgentEvent.WrapUpOver or AgentEvent.RecoveryOver) => AgentStep.TooLate,

        (AgentState.Reserved, AgentEvent.PhoneRings) => AgentStep.BecomeRinging,
        (AgentState.Reserved or AgentState.Ringing, AgentEvent.TalkStarted) => AgentStep.BecomeTalking,
        (AgentState.Reserved or AgentState.Ringing, AgentEvent.OfferWithdrawn) => AgentStep.FinishOffer,
        (AgentState.Reserved or AgentState.Ringing, AgentEvent.OfferMissed) => AgentStep.MissOffer,
        (AgentState.Reserved or AgentState.Ringing, AgentEvent.TalkEnded or AgentEvent.PhoneLost or AgentEvent.Asked) => AgentStep.Impossible,
        (AgentState.Ringing or AgentState.Talking, AgentEvent.PhoneRings) => AgentStep.AlreadySo,

        (AgentState.Talking, AgentEvent.TalkEnded) => AgentStep.FinishTalk,
        (AgentState.Talking, AgentEvent.PhoneLost) => AgentStep.LosePhone,
        (AgentState.Talking, _) => AgentStep.Impossible,

        (AgentState.WrapUp, AgentEvent.LogIn) => AgentStep.ForgetWish,
        (AgentState.WrapUp, AgentEvent.LogOut) => AgentStep.EndWrapUpLoggedOut,
        (AgentState.WrapUp, AgentEvent.Pause) => AgentStep.EndWrapUpPaused,
        (AgentState.WrapUp, AgentEvent.Ready or AgentEvent.FinishWrapUp) => AgentStep.EndWrapUp,
        (AgentState.WrapUp, AgentEvent.ExtendWrapUp) => AgentStep.ExtendWrapUp,
        (AgentState.WrapUp, AgentEvent.WrapUpOver) => AgentStep.CloseWrapUp,
        (AgentState.WrapUp, AgentEvent.RecoveryOver) => AgentStep.TooLate,
        (AgentState.WrapUp, _) => AgentStep.Impossible,

        (AgentState.NotResponding, AgentEvent.LogIn or AgentEvent.Ready or AgentEvent.RecoveryOver) => AgentStep.BecomeReady,
        (AgentState.NotResponding, AgentEvent.LogOut) => AgentStep.BecomeLoggedOut,
        (AgentState.NotResponding, AgentEvent.Pause) => AgentStep.BecomePaused,
        (AgentState.NotResponding, AgentEvent.WrapUpOver) => AgentStep.TooLate,
        (AgentState.NotResponding, _) => AgentStep.Impossible,

        _ => throw new ArgumentOutOfRangeException(nameof(state), $"{state}, {happened}"),
    };
}

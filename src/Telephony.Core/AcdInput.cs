using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>Anything that happened. The core changes only by handling inputs, one after the other;
/// the journal is the list of them, and replaying it gives the same state and the same facts.</summary>
public abstract partial record AcdInput
{
    /// <summary>When it happened.</summary>
    public Moment At { get; init; }

    /// <summary>The process started; nothing is known of Asterisk until <see cref="AsteriskSynced"/>.</summary>
    /// <param name="Version">The version of this software.</param>
    public sealed record RouterStarted(string Version) : AcdInput;

    /// <summary>A validated configuration is in force from now on.</summary>
    public sealed record ConfigurationLoaded(SiteConfiguration Site) : AcdInput
    {
        /// <summary>Who put it in force; null when it was found in its folder.</summary>
        public string? By { get; init; }
    }

    /// <summary>A caller entered our Stasis application.</summary>
    /// <param name="Call">The caller's channel.</param>
    /// <param name="Number">The number dialled.</param>
    /// <param name="Caller">Who calls.</param>
    public sealed record CallOffered(CallId Call, string Number, CallerId Caller) : AcdInput
    {
        /// <summary>Where the caller stood before the dialplan's fallback took over; null for one who has stood nowhere yet.</summary>
        public CallPlace? Place { get; init; }

        /// <summary>When the caller arrived, if that was in an outage; null: now.</summary>
        public DateTimeOffset? Since { get; init; }

        /// <summary>The agent whose phone it is, as Asterisk authenticated it; null when it is none.</summary>
        public AgentId? Phone { get; init; }
    }

    /// <summary>The caller hung up; the channel is closing. What is being played ends by that, which must not be taken for its natural end.</summary>
    public sealed record CallerHungUp(CallId Call) : AcdInput;

    /// <summary>The caller's channel is gone.</summary>
    public sealed record CallerGone(CallId Call) : AcdInput;

    /// <summary>The caller pressed a key: 0–9, *, #, A–D.</summary>
    public sealed record DigitPressed(CallId Call, char Digit) : AcdInput;

    /// <summary>A prompt ended, was stopped or could not be played.</summary>
    public sealed record PlaybackEnded(CallId Call, PlaybackId Playback) : AcdInput;

    /// <summary>An agent's phone rings (180).</summary>
    public sealed record LegRinging(LegId Leg) : AcdInput;

    /// <summary>An agent answered.</summary>
    public sealed record LegAnswered(LegId Leg) : AcdInput;

    /// <summary>An agent's phone puts the caller on hold.</summary>
    public sealed record LegHeld(LegId Leg) : AcdInput;

    /// <summary>An agent's phone takes the caller back from hold.</summary>
    public sealed record LegResumed(LegId Leg) : AcdInput;

    /// <summary>An agent's channel is gone, or never came to be.</summary>
    public sealed record LegEnded(LegId Leg, LegEnd Reason) : AcdInput;

    /// <summary>A channel of the call is in the call's bridge.</summary>
    /// <param name="Call">The call, whose id is also the bridge's.</param>
    /// <param name="Channel">The caller's channel or an agent leg.</param>
    public sealed record BridgeEntered(CallId Call, string Channel) : AcdInput;

    /// <summary>The answer to <see cref="AcdEffect.AskWhetherJoined"/>.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Leg">The leg that was asked for.</param>
    /// <param name="IsJoined">Whether both are in the call's bridge.</param>
    public sealed record JoinTold(CallId Call, LegId Leg, bool IsJoined) : AcdInput;

    /// <summary>The recording of a conversation is stored, or lost.</summary>
    /// <param name="Recording">Which recording.</param>
    /// <param name="Path">File below the recordings folder.</param>
    /// <param name="Length">Length of the audio.</param>
    /// <param name="Complete">False when audio is missing; a truncated file is never called complete.</param>
    public sealed record RecordingStored(RecordingId Recording, string Path, TimeSpan Length, bool Complete) : AcdInput
    {
        /// <summary>SHA-256 of the WAV file, as it is downloaded; null when there is none.</summary>
        public string? Checksum { get; init; }

        /// <summary>Names the key that its own key is encrypted with; null when it is not encrypted.</summary>
        public string? Key { get; init; }
    }

    /// <summary>An agent's phone dialled a star code.</summary>
    /// <param name="Call">The channel of that phone.</param>
    /// <param name="Agent">The agent whose phone it is, as Asterisk authenticated it.</param>
    /// <param name="Code">The code as dialled, e.g. <c>*11</c>.</param>
    public sealed record CodeDialled(CallId Call, AgentId Agent, string Code) : AcdInput;

    /// <summary>An agent's state is to change: from a screen, the API or a supervisor.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Agent">The agent.</param>
    /// <param name="Command">What to do.</param>
    /// <param name="Reason">Name of the pause reason, for <see cref="AgentCommand.Pause"/>.</param>
    public sealed record AgentCommanded(RequestId? Request, AgentId Agent, AgentCommand Command, string? Reason) : AcdInput;

    /// <summary>The connection to Asterisk is lost. Calls live on there; nothing new can be offered.</summary>
    public sealed record AsteriskLost : AcdInput
    {
        /// <summary>Which of several servers; null for the only one, or for all.</summary>
        public string? Server { get; init; }
    }

    /// <summary>Asterisk's own lists, read after every (re)connect: the truth about which channels and bridges live.</summary>
    /// <param name="Generation">When that Asterisk started; another value means every older channel is gone.</param>
    /// <param name="Channels">All channels of our application.</param>
    public sealed record AsteriskSynced(string Generation, ImmutableArray<LiveChannel> Channels) : AcdInput
    {
        /// <summary>Which of several servers; null for the only one.</summary>
        public string? Server { get; init; }
    }

    /// <summary>Time passed.</summary>
    public sealed record Tick : AcdInput;
}

/// <summary>A channel as listed by Asterisk.</summary>
/// <param name="Id">The channel id.</param>
/// <param name="Role">What it is to us.</param>
/// <param name="Answered">Whether it is up.</param>
/// <param name="Bridge">The bridge it is in, if any.</param>
/// <param name="Number">For callers: the number dialled; for agents' codes: the code.</param>
/// <param name="Caller">For callers: who calls.</param>
/// <param name="Agent">For agents' codes, and for callers who are agents: whose phone it is. For legs that we may not know any more: whose phone rings.</param>
public sealed record LiveChannel(string Id, ChannelRole Role, bool Answered, string? Bridge, string Number, CallerId Caller, AgentId? Agent = null)
{
    /// <summary>For callers that we may not know any more: where they stand in the queue, as noted on the channel.</summary>
    public CallPlace? Place { get; init; }

    /// <summary>For channels that we may not know any more: when Asterisk made them.</summary>
    public DateTimeOffset? Since { get; init; }
}

/// <summary>What a channel is to us.</summary>
public enum ChannelRole
{
    /// <summary>A caller in our application.</summary>
    Caller,

    /// <summary>A leg to an agent's phone, made by us.</summary>
    AgentLeg,

    /// <summary>An agent's phone that dialled a star code.</summary>
    AgentCode,

    /// <summary>A customer whom we call back.</summary>
    Customer,

    /// <summary>Anything else of ours: a snoop channel of a recording.</summary>
    Other,
}

/// <summary>Why an agent leg ended.</summary>
public enum LegEnd
{
    /// <summary>Hung up after it had been answered, or cancelled by us.</summary>
    HungUp,

    /// <summary>Nobody answered (SIP 408, 480; cause 18, 19).</summary>
    NoAnswer,

    /// <summary>Busy (486, 600; cause 17).</summary>
    Busy,

    /// <summary>Refused (603, 401, 403; cause 21).</summary>
    Declined,

    /// <summary>Not registered, unknown, failed (404, 503, allocation failed, …).</summary>
    Unreachable,

    /// <summary>We could not even ask Asterisk, or it is gone: not the agent's fault.</summary>
    Lost,

    /// <summary>The phone had answered, and is not heard any more: it, or the way to it, is dead.</summary>
    Vanished,
}

/// <summary>What an agent, or somebody for the agent, can ask.</summary>
public enum AgentCommand
{
    /// <summary>Begin work: offers may come.</summary>
    LogIn,

    /// <summary>End work; during a conversation it takes effect after it.</summary>
    LogOut,

    /// <summary>No offers for a reason; during a conversation it takes effect after it.</summary>
    Pause,

    /// <summary>Offers may come; also ends wrap-up early.</summary>
    Ready,
}

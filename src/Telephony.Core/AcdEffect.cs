using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>Has to do with one call.</summary>
public interface IOfCall
{
    /// <summary>The call.</summary>
    CallId Call { get; }
}

/// <summary>Something to do in the world. The core never waits for it: what comes of it returns as an input.
/// Every effect may be carried out twice without harm, because its ids are chosen here.</summary>
public abstract partial record AcdEffect
{
    /// <summary>Answer the caller.</summary>
    public sealed record Answer(CallId Call) : AcdEffect, IOfCall;

    /// <summary>Play prompts, one after the other.</summary>
    public sealed record Play(CallId Call, PlaybackId Playback, ImmutableArray<string> Prompts, string Language) : AcdEffect, IOfCall;

    /// <summary>Play prompts to a caller who is in a conversation, in place of what the agent says; the other side hears nothing of them.</summary>
    public sealed record PlayInTalk(CallId Call, PlaybackId Playback, ImmutableArray<string> Prompts, string Language) : AcdEffect, IOfCall;

    /// <summary>Stop a prompt (barge-in).</summary>
    public sealed record StopPlayback(CallId Call, PlaybackId Playback) : AcdEffect, IOfCall;

    /// <summary>Start hold music.</summary>
    public sealed record StartMusic(CallId Call, string Music) : AcdEffect, IOfCall;

    /// <summary>Stop hold music.</summary>
    public sealed record StopMusic(CallId Call) : AcdEffect, IOfCall;

    /// <summary>Ring an agent: one offer.</summary>
    /// <param name="Call">The call offered.</param>
    /// <param name="Leg">The channel id to use.</param>
    /// <param name="Agent">The agent.</param>
    /// <param name="DialTarget">What Asterisk dials; from the configuration only.</param>
    /// <param name="Timeout">When the core will cancel; Asterisk's own timeout is set a little later as a safety net.</param>
    /// <param name="Caller">Shown on the agent's phone.</param>
    /// <param name="Queue">Shown on the agent's phone.</param>
    public sealed record RingAgent(
        CallId Call, LegId Leg, AgentId Agent, string DialTarget, TimeSpan Timeout, CallerId Caller, QueueName Queue) : AcdEffect, IOfCall
    {
        /// <summary>Whether the phone may transfer the caller by itself: what it asks for then comes to us.</summary>
        public bool MayTransfer { get; init; }

        /// <summary>Whether the phone is asked to answer by itself.</summary>
        public bool AutoAnswer { get; init; }

        /// <summary>Whether there is no caller yet: somebody is dialled when the phone is answered.</summary>
        public bool NobodyYet { get; init; }
    }

    /// <summary>Tell a phone what became of the transfer it asked for.</summary>
    public sealed record AnswerTransfer(CallId Call, LegId Leg, bool Accepted) : AcdEffect, IOfCall;

    /// <summary>Hang up an agent leg.</summary>
    /// <param name="Call">The call the leg belongs to.</param>
    /// <param name="Leg">The leg.</param>
    /// <param name="Reason">Why; decides what the phone shows.</param>
    public sealed record CancelLeg(CallId Call, LegId Leg, LegCancel Reason) : AcdEffect, IOfCall;

    /// <summary>Let a phone that has answered hear ringing, or no more.</summary>
    public sealed record RingBack(CallId Call, LegId Leg, bool On) : AcdEffect, IOfCall;

    /// <summary>Join caller and agent in the bridge of the call.</summary>
    public sealed record Connect(CallId Call, LegId Leg) : AcdEffect, IOfCall;

    /// <summary>Ask whether caller and agent are in the bridge, after all that was asked for before; comes back as <see cref="AcdInput.JoinTold"/>.</summary>
    public sealed record AskWhetherJoined(CallId Call, LegId Leg) : AcdEffect, IOfCall;

    /// <summary>Put a leg into the call's bridge, whoever else is in it.</summary>
    public sealed record AddLeg(CallId Call, LegId Leg) : AcdEffect, IOfCall;

    /// <summary>Ring a destination outside, for a conversation.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Leg">The channel id to use.</param>
    /// <param name="DialTarget">What Asterisk dials; from the configuration only.</param>
    /// <param name="Timeout">When the core will cancel.</param>
    /// <param name="Caller">Shown there.</param>
    public sealed record RingOutside(CallId Call, LegId Leg, string DialTarget, TimeSpan Timeout, CallerId Caller) : AcdEffect, IOfCall;

    /// <summary>Let a leg hear what an agent says and hears, in a bridge of its own, and perhaps speak to the agent alone.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Leg">Who listens.</param>
    /// <param name="Ear">The snoop channel to use.</param>
    /// <param name="Agent">The channel listened to.</param>
    /// <param name="Whisper">Whether the agent hears the listener.</param>
    public sealed record ListenTo(CallId Call, LegId Leg, EarId Ear, LegId Agent, bool Whisper) : AcdEffect, IOfCall;

    /// <summary>Take a snoop channel down; another follows.</summary>
    public sealed record DropEar(CallId Call, EarId Ear) : AcdEffect, IOfCall;

    /// <summary>Take the listener's bridge down, and the snoop channel if there is one. The leg may live on in the talk.</summary>
    public sealed record EndListening(CallId Call, LegId Leg, EarId? Ear) : AcdEffect, IOfCall;

    /// <summary>Take the caller out of the call's bridge, where the others stay.</summary>
    public sealed record StepAside(CallId Call) : AcdEffect, IOfCall;

    /// <summary>Take the caller out of the call's bridge and take the bridge down; the caller goes on alone, and keys are heard. Before anything is
    /// played: a prompt begun in the bridge keeps the channel there.</summary>
    public sealed record LeaveBridge(CallId Call) : AcdEffect, IOfCall
    {
        /// <summary>Whether the caller is out of it already, on hold.</summary>
        public bool IsOut { get; init; }
    }

    /// <summary>Take the call's bridge down.</summary>
    public sealed record DestroyBridge(CallId Call) : AcdEffect, IOfCall;

    /// <summary>Record caller and agent, each on a track of its own.</summary>
    public sealed record StartRecording(CallId Call, RecordingId Recording) : AcdEffect, IOfCall;

    /// <summary>End a recording and store it, with those of its queue.</summary>
    public sealed record StopRecording(CallId Call, RecordingId Recording, QueueName Queue) : AcdEffect, IOfCall
    {
        /// <summary>How long it ran, as far as is known: so much audio there must be.</summary>
        public TimeSpan? Lasted { get; init; }

        /// <summary>Whether Asterisk died in it: its last second is lost.</summary>
        public bool IsCut { get; init; }
    }

    /// <summary>Send keys to the caller's side.</summary>
    public sealed record SendKeys(CallId Call, string Digits) : AcdEffect, IOfCall;

    /// <summary>Hang up the caller.</summary>
    public sealed record HangUp(CallId Call) : AcdEffect, IOfCall;

    /// <summary>Hand the caller to the dialplan that serves when no router lives: the way out of a fault.</summary>
    public sealed record SendToFallback(CallId Call) : AcdEffect, IOfCall;

    /// <summary>Hang up a channel that nothing here knows.</summary>
    public sealed record DropStrayChannel(string Channel) : AcdEffect;

    /// <summary>Answer a command.</summary>
    /// <param name="Request">Who waits.</param>
    /// <param name="Refusal">Null when done; otherwise why not, in words.</param>
    public sealed record Reply(RequestId Request, string? Refusal) : AcdEffect;
}

/// <summary>Why an agent leg is hung up by us.</summary>
public enum LegCancel
{
    /// <summary>The agent did not answer in time.</summary>
    RingTimeout,

    /// <summary>The caller left.</summary>
    CallerGone,

    /// <summary>Another agent answered first; the phone logs no missed call.</summary>
    AnsweredElsewhere,

    /// <summary>The conversation is over.</summary>
    TalkEnded,

    /// <summary>The leg is no longer wanted (it answered too late, or could not be bridged).</summary>
    NotWanted,
}

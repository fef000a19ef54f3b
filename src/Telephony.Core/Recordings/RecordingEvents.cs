namespace Telephony.Core;

/// <summary>What may be done to the recording of a conversation.</summary>
public enum RecordingCommand
{
    /// <summary>Begin one.</summary>
    Start,

    /// <summary>End it; what was recorded is kept.</summary>
    Stop,

    /// <summary>Write silence for both sides until it is resumed.</summary>
    Pause,

    /// <summary>End a pause; what is muted stays so.</summary>
    Resume,

    /// <summary>Write silence for the sides that are named, and for no other.</summary>
    Mute,
}

/// <content>What is asked of recordings, and what comes of them.</content>
public abstract partial record AcdInput
{
    /// <summary>Somebody asks for something about a recording.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Command">What.</param>
    /// <param name="Call">The call; for <see cref="RecordingCommand.Start"/> only.</param>
    /// <param name="Recording">The recording; for all others.</param>
    /// <param name="By">Who asks.</param>
    public sealed record RecordingCommanded(RequestId? Request, RecordingCommand Command, CallId? Call, RecordingId? Recording, string By) : AcdInput
    {
        /// <summary>Whether the caller is silent in it; for <see cref="RecordingCommand.Mute"/>.</summary>
        public bool CallerSilent { get; init; }

        /// <summary>Whether the agent is.</summary>
        public bool AgentSilent { get; init; }
    }

    /// <summary>A stored recording must not be erased, or may be again.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Recording">Which.</param>
    /// <param name="Held">Whether it must not.</param>
    /// <param name="By">Who says so.</param>
    /// <param name="Why">Why.</param>
    public sealed record RecordingHeld(RequestId? Request, RecordingId Recording, bool Held, string By, string Why) : AcdInput;

    /// <summary>A stored recording was erased.</summary>
    /// <param name="Recording">Which.</param>
    /// <param name="Why">In words.</param>
    public sealed record RecordingErased(RecordingId Recording, string Why) : AcdInput;

    /// <summary>A recording could not be begun. The conversation goes on.</summary>
    /// <param name="Recording">Which.</param>
    /// <param name="Why">In words.</param>
    public sealed record RecordingFailed(RecordingId Recording, string Why) : AcdInput;
}

/// <content>Recordings.</content>
public abstract partial record AcdEffect
{
    /// <summary>Write silence instead of these sides from now on, or no longer; the length of the recording stays true. May be repeated.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Recording">The recording.</param>
    /// <param name="CallerSilent">Whether the caller is silent in it.</param>
    /// <param name="AgentSilent">Whether the agent is.</param>
    public sealed record SilenceRecording(CallId Call, RecordingId Recording, bool CallerSilent, bool AgentSilent) : AcdEffect, IOfCall;
}

/// <content>Recordings.</content>
public abstract partial record AcdFact
{
    /// <summary>What a recording writes silence for is now this.</summary>
    /// <param name="Recording">The recording.</param>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">Its queue.</param>
    /// <param name="Agent">Who talks.</param>
    /// <param name="Paused">Whether it is paused: both sides are silent.</param>
    /// <param name="CallerSilent">Whether the caller is silent beside that.</param>
    /// <param name="AgentSilent">Whether the agent is.</param>
    /// <param name="By">Who asked for it.</param>
    public sealed record RecordingSilenced(
        RecordingId Recording, CallId Call, QueueName Queue, AgentId Agent, bool Paused, bool CallerSilent, bool AgentSilent, string By) : AcdFact;

    /// <summary>A stored recording must not be erased, or may be again.</summary>
    public sealed record RecordingHeld(RecordingId Recording, bool Held, string By, string Why) : AcdFact;

    /// <summary>A stored recording was erased.</summary>
    public sealed record RecordingErased(RecordingId Recording, string Why) : AcdFact;

    /// <summary>A conversation that was to be recorded is not: an alarm. It goes on.</summary>
    /// <param name="Recording">The recording.</param>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">Its queue.</param>
    /// <param name="Why">In words.</param>
    public sealed record RecordingFailed(RecordingId Recording, CallId Call, QueueName Queue, string Why) : AcdFact;
}

/// <summary>A recording under way.</summary>
/// <param name="Recording">The recording.</param>
/// <param name="Call">The call.</param>
/// <param name="Queue">Its queue.</param>
/// <param name="Agent">Who talks.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Paused">Whether it is paused.</param>
/// <param name="CallerSilent">Whether the caller is silent in it.</param>
/// <param name="AgentSilent">Whether the agent is.</param>
public sealed record RecordingView(
    RecordingId Recording, CallId Call, QueueName Queue, AgentId Agent, DateTimeOffset StartedAt, bool Paused, bool CallerSilent, bool AgentSilent);

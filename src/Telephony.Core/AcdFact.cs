using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>Something that is now true. Facts are numbered without gaps; boards, history, streams and statistics are folds of them.</summary>
public abstract partial record AcdFact
{
    /// <summary>1, 2, 3, … over the life of the journal.</summary>
    public long Sequence { get; init; }

    /// <summary>When it became true.</summary>
    public Moment At { get; init; }

    /// <summary>The router process started.</summary>
    public sealed record RouterStarted(string Version) : AcdFact;

    /// <summary>A configuration is in force.</summary>
    public sealed record ConfigurationInForce(string Version) : AcdFact
    {
        /// <summary>What statistics have to know of each queue.</summary>
        public ImmutableArray<QueueTerms> Queues { get; init; } = [];

        /// <summary>Agents at work who serve other queues now; null when there are none.</summary>
        public ImmutableArray<ServedQueues>? Serving { get; init; }

        /// <summary>Who put it in force; null when it was found in its folder.</summary>
        public string? By { get; init; }
    }

    /// <summary>Asterisk is connected and its state has been taken over.</summary>
    public sealed record AsteriskConnected(string Generation) : AcdFact
    {
        /// <summary>Which of several servers; null for the only one.</summary>
        public string? Server { get; init; }
    }

    /// <summary>Asterisk is not connected.</summary>
    public sealed record AsteriskDisconnected : AcdFact
    {
        /// <summary>Which of several servers; null for the only one, or for all.</summary>
        public string? Server { get; init; }
    }

    /// <summary>A caller arrived.</summary>
    public sealed record CallArrived(CallId Call, string Number, CallerId Caller) : AcdFact;

    /// <summary>A caller hears a menu. In facts of older versions only: now it is <see cref="NodeEntered"/>.</summary>
    public sealed record MenuEntered(CallId Call, MenuName Menu) : AcdFact;

    /// <summary>A caller chose in a menu: that of a flow's node, or the flow itself where the node bears its name.</summary>
    public sealed record MenuChosen(CallId Call, MenuName Menu, char Digit) : AcdFact;

    /// <summary>A caller waits in a queue.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">The queue.</param>
    /// <param name="Position">Position at that moment; 1 is next.</param>
    /// <param name="JoinSequence">The order of joining over all queues; never changes while the call waits.</param>
    public sealed record CallQueued(CallId Call, QueueName Queue, int Position, long JoinSequence) : AcdFact
    {
        /// <summary>How long the caller had waited before, here or elsewhere.</summary>
        public TimeSpan Waited { get; init; }

        /// <summary>Its priority there, 0 – 10.</summary>
        public int Priority { get; init; }

        /// <summary>What it asks for by itself; null: nothing.</summary>
        public CallNeeds? Needs { get; init; }
    }

    /// <summary>A waiting call asks for something else of an agent: a relaxation step was reached, or the configuration changed.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">The queue.</param>
    /// <param name="Step">The step in force; 0 is what the queue asks at first.</param>
    /// <param name="Skills">What is asked now.</param>
    public sealed record CallRelaxed(CallId Call, QueueName Queue, int Step, SkillExpression Skills) : AcdFact;

    /// <summary>A caller left a queue without being served there, and goes where its rules lead.</summary>
    public sealed record CallOverflowed(CallId Call, QueueName Queue, TimeSpan Waited) : AcdFact
    {
        /// <summary>Why.</summary>
        public OverflowReason Why { get; init; }

        /// <summary>The key the caller pressed for it; null when it was none.</summary>
        public char? Key { get; init; }
    }

    /// <summary>An agent is being rung for a call.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">The queue.</param>
    /// <param name="Agent">The agent chosen.</param>
    /// <param name="Leg">The ring attempt: the channel of the agent's first phone.</param>
    /// <param name="Waited">How long the caller had waited.</param>
    /// <param name="Why">The rule that chose this agent and call, in words.</param>
    public sealed record OfferMade(CallId Call, QueueName Queue, AgentId Agent, LegId Leg, TimeSpan Waited, string Why) : AcdFact
    {
        /// <summary>Other agents of the queue who are at work, and why they were not rung; at most <see cref="Acd.NotChosenMost"/>, those who could have been first.</summary>
        public ImmutableArray<NotChosen> Others { get; init; } = [];
    }

    /// <summary>An offer ended without a conversation.</summary>
    public sealed record OfferFailed(CallId Call, AgentId Agent, LegId Leg, OfferOutcome Outcome) : AcdFact
    {
        /// <summary>Whether the call does not wait again for that: other phones ring for it, or one of them was answered.</summary>
        public bool RingsOn { get; init; }
    }

    /// <summary>Caller and agent talk.</summary>
    public sealed record CallConnected(CallId Call, QueueName Queue, AgentId Agent, LegId Leg, TimeSpan Waited) : AcdFact
    {
        /// <summary>The channel of the phone that was answered, where it is another than the agent's first; null: it is the leg.</summary>
        public LegId? Channel { get; init; }
    }

    /// <summary>The agent keeps the caller on hold.</summary>
    public sealed record CallHeld(CallId Call, QueueName Queue, AgentId Agent) : AcdFact
    {
        /// <summary>Who ordered it; null when the agent's phone did it.</summary>
        public string? By { get; init; }
    }

    /// <summary>The two talk again, or the conversation ends while on hold: <see cref="TalkEnded"/> follows.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">Its queue.</param>
    /// <param name="Agent">The agent.</param>
    /// <param name="Held">How long the caller was on hold.</param>
    public sealed record CallResumed(CallId Call, QueueName Queue, AgentId Agent, TimeSpan Held) : AcdFact
    {
        /// <summary>Who ordered it; null when the agent's phone did it, or the conversation ends.</summary>
        public string? By { get; init; }
    }

    /// <summary>The conversation is over. Its length includes the time on hold.</summary>
    public sealed record TalkEnded(CallId Call, AgentId Agent, TimeSpan Talked, Party EndedBy) : AcdFact
    {
        /// <summary>Whom the agent transferred the caller to; null: to nobody.</summary>
        public Transferred? To { get; init; }
    }

    /// <summary>The call is over. Exactly one for every <see cref="CallArrived"/>.</summary>
    public sealed record CallEnded(CallId Call, QueueName? Queue, CallDisposition Disposition, TimeSpan Waited) : AcdFact;

    /// <summary>An agent's state changed.</summary>
    public sealed record AgentStateChanged(AgentId Agent, AgentState From, AgentState To, string? Reason, CallId? Call) : AcdFact
    {
        /// <summary>The queues served, when a shift begins; null otherwise.</summary>
        public ImmutableArray<QueueName>? Queues { get; init; }
    }

    /// <summary>A conversation is being recorded.</summary>
    public sealed record RecordingStarted(RecordingId Recording, CallId Call, QueueName Queue, AgentId Agent) : AcdFact
    {
        /// <summary>Who asked for it; null: the queue's rule.</summary>
        public string? By { get; init; }
    }

    /// <summary>A recording is stored.</summary>
    public sealed record RecordingFinished(RecordingId Recording, string Path, TimeSpan Length, bool Complete) : AcdFact
    {
        /// <summary>SHA-256 of the WAV file, as it is downloaded; null when there is none.</summary>
        public string? Checksum { get; init; }

        /// <summary>Names the key that its own key is encrypted with; null when it is not encrypted.</summary>
        public string? Key { get; init; }
    }

    /// <summary>An agent's phone dialled a star code.</summary>
    public sealed record CodeUsed(CallId Call, AgentId Agent, string Code, string? Refusal) : AcdFact;

    /// <summary>Something that must never be true was. The call concerned is isolated; the service goes on.</summary>
    public sealed record InvariantBroken(string Invariant, string Detail) : AcdFact;
}

/// <summary>The queues an agent serves.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Queues">The queues.</param>
public sealed record ServedQueues(AgentId Agent, ImmutableArray<QueueName> Queues);

/// <summary>How an offer that led to no conversation ended.</summary>
public enum OfferOutcome
{
    /// <summary>The phone rang and nobody answered.</summary>
    NoAnswer,

    /// <summary>The phone was busy.</summary>
    Busy,

    /// <summary>The agent refused.</summary>
    Declined,

    /// <summary>The phone could not be reached.</summary>
    Unreachable,

    /// <summary>The caller left while it rang.</summary>
    CallerLeft,

    /// <summary>Another agent answered first.</summary>
    AnsweredElsewhere,

    /// <summary>Answered, but the two could not be joined.</summary>
    NotJoined,

    /// <summary>Asterisk or its connection was lost.</summary>
    Lost,
}

/// <summary>Who ended a conversation.</summary>
public enum Party
{
    /// <summary>The caller hung up.</summary>
    Caller,

    /// <summary>The agent hung up.</summary>
    Agent,

    /// <summary>The system did: Asterisk was lost, or somebody ordered it.</summary>
    System,
}

/// <summary>How a call ended; exactly one a call.</summary>
public enum CallDisposition
{
    /// <summary>Talked with an agent.</summary>
    Answered,

    /// <summary>Hung up during the greeting.</summary>
    AbandonedInGreeting,

    /// <summary>Hung up in a menu.</summary>
    AbandonedInMenu,

    /// <summary>Hung up while waiting.</summary>
    AbandonedInQueue,

    /// <summary>Hung up while an agent's phone rang.</summary>
    AbandonedWhileRinging,

    /// <summary>Left the phone and will be called back.</summary>
    CalledBack,

    /// <summary>A menu, the end of the wait, or somebody's order led to hanging up.</summary>
    Dismissed,

    /// <summary>Left a message.</summary>
    LeftMessage,

    /// <summary>Handed by a flow to a destination outside.</summary>
    Transferred,

    /// <summary>Handed to the dialplan's fallback because of a fault.</summary>
    SentToFallback,

    /// <summary>The Asterisk that carried the call was restarted.</summary>
    LostWithAsterisk,
}

namespace Telephony.Core;

/// <content>What is done with a call by order.</content>
public abstract partial record AcdFact
{
    /// <summary>A call ends because somebody ordered it. Follows: how it ended.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">The queue it is in, or was in last.</param>
    /// <param name="Agent">The agent it was with.</param>
    /// <param name="By">Who ordered it.</param>
    public sealed record CallHungUp(CallId Call, QueueName? Queue, AgentId? Agent, string By) : AcdFact;

    /// <summary>Keys were sent to the far end; which is not told, for they may be a secret.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">Its queue.</param>
    /// <param name="Agent">The agent.</param>
    /// <param name="Count">How many.</param>
    /// <param name="By">Who ordered it.</param>
    public sealed record DigitsSent(CallId Call, QueueName Queue, AgentId Agent, int Count, string By) : AcdFact;

    /// <summary>The caller stays in a parking place; the agent is free.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">Its queue.</param>
    /// <param name="Agent">The agent who talked.</param>
    /// <param name="Place">The place.</param>
    /// <param name="By">Who ordered it.</param>
    public sealed record CallParked(CallId Call, QueueName Queue, AgentId Agent, int Place, string By) : AcdFact;

    /// <summary>A supervisor is in a conversation, or does something else there from now on.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">Its queue.</param>
    /// <param name="Agent">The agent who is supervised.</param>
    /// <param name="Supervisor">The supervisor.</param>
    /// <param name="Mode">What the supervisor does.</param>
    /// <param name="By">Who ordered it.</param>
    public sealed record Supervised(CallId Call, QueueName Queue, AgentId Agent, AgentId Supervisor, SupervisionMode Mode, string By) : AcdFact;

    /// <summary>A supervisor does not supervise a conversation any more, or could not be reached.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">Its queue.</param>
    /// <param name="Supervisor">The supervisor.</param>
    /// <param name="NotReached">Why it never began; null when it had.</param>
    public sealed record SupervisionEnded(CallId Call, QueueName? Queue, AgentId Supervisor, OfferOutcome? NotReached) : AcdFact;

    /// <summary>Another agent talks with the caller from now on. Follows the <see cref="TalkEnded"/> of the one before.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">Its queue.</param>
    /// <param name="Agent">The agent from now on.</param>
    /// <param name="Leg">That agent's channel.</param>
    /// <param name="From">The agent before.</param>
    /// <param name="How">How it came.</param>
    public sealed record TalkHandedOver(CallId Call, QueueName Queue, AgentId Agent, LegId Leg, AgentId From, HandOverKind How) : AcdFact
    {
        /// <summary>Who ordered it; null when nobody did.</summary>
        public string? By { get; init; }
    }

    /// <summary>A conversation ended by sending the caller on; it counts as answered in its queue. Follows: <see cref="CallQueued"/>.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">The queue it was answered in.</param>
    /// <param name="Agent">The agent who talked.</param>
    /// <param name="To">Where to.</param>
    /// <param name="By">Who ordered it.</param>
    public sealed record TalkTransferred(CallId Call, QueueName Queue, AgentId Agent, TransferTarget To, string By) : AcdFact;

    /// <summary>The caller is on hold, and somebody's phone rings for a word with the agent.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">Its queue.</param>
    /// <param name="Agent">The agent.</param>
    /// <param name="With">Who is asked.</param>
    /// <param name="By">Who ordered it.</param>
    public sealed record ConsultationBegan(CallId Call, QueueName Queue, AgentId Agent, Invited With, string By) : AcdFact;

    /// <summary>Agent and target talk.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">Its queue.</param>
    /// <param name="Agent">The agent.</param>
    /// <param name="With">The target.</param>
    public sealed record ConsultationAnswered(CallId Call, QueueName Queue, AgentId Agent, Invited With) : AcdFact;

    /// <summary>The word with the target is over. Exactly one for every <see cref="ConsultationBegan"/>.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">Its queue.</param>
    /// <param name="Agent">The agent.</param>
    /// <param name="With">The target.</param>
    /// <param name="How">What came of it.</param>
    public sealed record ConsultationEnded(CallId Call, QueueName Queue, AgentId Agent, Invited With, ConsultationEnd How) : AcdFact;

    /// <summary>One more talks with caller and agent.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">Its queue.</param>
    /// <param name="Agent">The agent.</param>
    /// <param name="With">Who came in.</param>
    /// <param name="By">Who ordered it.</param>
    public sealed record ParticipantJoined(CallId Call, QueueName Queue, AgentId Agent, Invited With, string By) : AcdFact;

    /// <summary>Somebody talks with caller and agent no more, or could not be reached.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">Its queue.</param>
    /// <param name="With">Who.</param>
    /// <param name="NotReached">Why they never came in; null when they had.</param>
    public sealed record ParticipantLeft(CallId Call, QueueName? Queue, Invited With, OfferOutcome? NotReached) : AcdFact;
}

/// <summary>How another agent came to talk with the caller.</summary>
public enum HandOverKind
{
    /// <summary>A supervisor took the conversation over.</summary>
    TakenOver,

    /// <summary>By order, after a word with the one who talks now.</summary>
    Transferred,

    /// <summary>The agent before hung up while another talked too, or was consulted.</summary>
    AgentLeft,
}

/// <summary>What came of a word with the target of a transfer.</summary>
public enum ConsultationEnd
{
    /// <summary>The caller goes to the target.</summary>
    Completed,

    /// <summary>It was not wanted any more, or the conversation ended.</summary>
    Cancelled,

    /// <summary>The target hung up.</summary>
    TargetLeft,

    /// <summary>Nobody answered there.</summary>
    NotReached,

    /// <summary>All three talk.</summary>
    Conference,
}

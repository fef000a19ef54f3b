using System.Collections.Immutable;

namespace Telephony.Core;

/// <content>Decisions that are not the queue's own rule.</content>
public abstract partial record AcdFact
{
    /// <summary>Somebody is there who decides for a queue.</summary>
    public sealed record DeciderAttached(QueueName Queue, string Decider, string? By) : AcdFact;

    /// <summary>A decision maker is gone.</summary>
    public sealed record DeciderDetached(QueueName Queue, string Decider) : AcdFact;

    /// <summary>Another system was asked which agent gets a call; an agent is held for it meanwhile.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">Its queue.</param>
    /// <param name="Token">The fencing token of the question.</param>
    /// <param name="Agent">The agent held.</param>
    /// <param name="Candidates">Agents who might be chosen, the one held first.</param>
    /// <param name="Limit">How long it has for the decision.</param>
    public sealed record DecisionAsked(CallId Call, QueueName Queue, long Token, AgentId Agent, ImmutableArray<AgentId> Candidates, TimeSpan Limit) : AcdFact;

    /// <summary>The question is answered, or not asked any more. Exactly one for every <see cref="DecisionAsked"/>.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">Its queue.</param>
    /// <param name="Token">The fencing token of the question.</param>
    /// <param name="Outcome">What came of it.</param>
    /// <param name="Agent">The agent named by the answer.</param>
    /// <param name="By">Who decided; null when nobody did.</param>
    public sealed record DecisionMade(CallId Call, QueueName Queue, long Token, DecisionOutcome Outcome, AgentId? Agent, string? By) : AcdFact;

    /// <summary>Another system put work in. For a call follows: <see cref="CallQueued"/>; a work item stands in line already.</summary>
    /// <param name="Call">The call, or the virtual call of the item.</param>
    /// <param name="Queue">The queue.</param>
    /// <param name="Item">The work item; null for a call.</param>
    /// <param name="By">Who did it.</param>
    public sealed record WorkSubmitted(CallId Call, QueueName Queue, CallbackId? Item, string By) : AcdFact;

    /// <summary>A waiting call is offered to an agent by hand, before its turn. Follows: <see cref="OfferMade"/>.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">Its queue.</param>
    /// <param name="Agent">The agent.</param>
    /// <param name="Forced">Whether it was not asked if the agent may serve the call.</param>
    /// <param name="By">Who did it; null when that is not known.</param>
    public sealed record CallAssigned(CallId Call, QueueName Queue, AgentId Agent, bool Forced, string? By) : AcdFact;
}

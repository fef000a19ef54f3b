using System.Collections.Immutable;

namespace Telephony.Core;

/// <content>What decision makers of other systems are told. Nothing is lost when nobody hears it: the core's own deadline decides.</content>
public abstract partial record AcdEffect
{
    /// <summary>Ask the decision makers of a queue.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">Its queue.</param>
    /// <param name="Token">The fencing token, to come back with the answer.</param>
    /// <param name="Candidates">Agents who might be chosen, the one held first.</param>
    /// <param name="Deadline">When the queue's own rule decides.</param>
    public sealed record AskForDecision(CallId Call, QueueName Queue, long Token, ImmutableArray<AgentId> Candidates, DateTimeOffset Deadline) : AcdEffect, IOfCall;

    /// <summary>Tell them what came of it.</summary>
    public sealed record TellDecision(CallId Call, QueueName Queue, long Token, DecisionOutcome Outcome, AgentId? Agent) : AcdEffect, IOfCall;
}

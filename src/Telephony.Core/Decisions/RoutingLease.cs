using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>A decision about a waiting call that another system has been asked for. As long as it runs, the call is offered to nobody and the
/// agent whom the queue's own rule chose is held for it.</summary>
/// <param name="Token">The fencing token: grows with every question over the life of the journal. An answer with another one comes too late.</param>
/// <param name="Held">The agent held: whom the queue's own rule chose.</param>
/// <param name="Candidates">Agents who might be chosen, the one held first; at most <see cref="CandidatesMost"/>.</param>
public sealed record RoutingLease(long Token, AgentId Held, ImmutableArray<AgentId> Candidates)
{
    /// <summary>How many candidates a question names.</summary>
    public const int CandidatesMost = 200;
}

/// <summary>How a lease ended.</summary>
public enum DecisionOutcome
{
    /// <summary>The agent named is rung.</summary>
    Chosen,

    /// <summary>Left to the queue's own rule.</summary>
    Declined,

    /// <summary>The call was sent to another queue.</summary>
    Moved,

    /// <summary>The agent or queue named cannot take the call now; the queue's own rule decides.</summary>
    NotPossible,

    /// <summary>No answer in time; the queue's own rule decides.</summary>
    TimedOut,

    /// <summary>Nobody is there any more who could answer; the queue's own rule decides.</summary>
    NobodyThere,

    /// <summary>The call has left the queue, or was assigned by hand.</summary>
    CallLeft,
}

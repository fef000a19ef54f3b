namespace Telephony.Core;

/// <content>What happens to a waiting call by hand, and whom it waits for.</content>
public abstract partial record AcdFact
{
    /// <summary>A waiting call has another priority, or stands elsewhere among those of its priority.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">Its queue.</param>
    /// <param name="Priority">Its priority now, 0 – 10.</param>
    /// <param name="Position">Its position in the queue now; 1 is next.</param>
    /// <param name="By">Who did it; null when that is not known.</param>
    public sealed record CallReprioritised(CallId Call, QueueName Queue, int Priority, int Position, string? By) : AcdFact;

    /// <summary>A waiting call was moved to another queue; the wait clock and the order of joining are kept. Follows: <see cref="CallQueued"/>.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">The queue it left.</param>
    /// <param name="To">The queue it joins.</param>
    /// <param name="Waited">How long it had waited.</param>
    /// <param name="By">Who did it; null when that is not known.</param>
    public sealed record CallMoved(CallId Call, QueueName Queue, QueueName To, TimeSpan Waited, string? By) : AcdFact;

    /// <summary>A waiting call was taken out of its queue.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">The queue it left.</param>
    /// <param name="To">Where it goes.</param>
    /// <param name="Waited">How long it had waited.</param>
    /// <param name="By">Who did it; null when that is not known.</param>
    public sealed record CallWithdrawn(CallId Call, QueueName Queue, CallTarget To, TimeSpan Waited, string? By) : AcdFact;

    /// <summary>A call waits for its preferred agent, and for no other.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Agent">The agent.</param>
    /// <param name="Limit">How long at most.</param>
    public sealed record CallReserved(CallId Call, AgentId Agent, TimeSpan Limit) : AcdFact;

    /// <summary>A call does not wait for its preferred agent any more.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Agent">The agent.</param>
    /// <param name="Why">In words: <c>waited long enough</c>, <c>logged out</c>.</param>
    public sealed record CallReservationEnded(CallId Call, AgentId Agent, string Why) : AcdFact;
}

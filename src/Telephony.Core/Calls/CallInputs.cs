namespace Telephony.Core;

/// <content>What a supervisor or another system asks for a waiting call. Refused, in words, when the call does not wait.</content>
public abstract partial record AcdInput
{
    /// <summary>A waiting call is to have another priority, or another position among those of its priority.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Call">The call.</param>
    /// <param name="Priority">0 – 10; null: as it is.</param>
    /// <param name="Position">The position wished for, 1 is next; null: by the order of joining.</param>
    /// <param name="By">Who asks.</param>
    public sealed record CallReprioritised(RequestId? Request, CallId Call, int? Priority, int? Position, string? By = null) : AcdInput;

    /// <summary>A waiting call is to wait in another queue. It keeps its wait clock and its place in the order of joining, not its position.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">The queue to join.</param>
    /// <param name="Needs">What it asks for there by itself; null: what it asked for before, without preferred agent and position.</param>
    /// <param name="By">Who asks.</param>
    public sealed record CallMoved(RequestId? Request, CallId Call, QueueName Queue, CallNeeds? Needs = null, string? By = null) : AcdInput;

    /// <summary>A waiting call is to leave its queue.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Call">The call.</param>
    /// <param name="To">Where it goes: a menu, a queue, or hang up.</param>
    /// <param name="By">Who asks.</param>
    public sealed record CallWithdrawn(RequestId? Request, CallId Call, CallTarget To, string? By = null) : AcdInput;
}

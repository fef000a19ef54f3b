namespace Telephony.Core;

/// <content>What became true of queues and of calls that they did not keep.</content>
public abstract partial record AcdFact
{
    /// <summary>A queue did not take a call in; it goes where the queue's rule leads. The call has not joined and is not counted as such.</summary>
    public sealed record CallRefused(CallId Call, QueueName Queue, RefusalReason Reason) : AcdFact;

    /// <summary>A call stays where it is, because it would overflow in a circle, or into a queue that does not take it.</summary>
    public sealed record OverflowSkipped(CallId Call, QueueName Queue, QueueName Target) : AcdFact;

    /// <summary>A queue is open, or no longer.</summary>
    /// <param name="Queue">The queue.</param>
    /// <param name="Opening">What it is now.</param>
    /// <param name="Holiday">The holiday's name.</param>
    public sealed record QueueOpeningChanged(QueueName Queue, OpeningKind Opening, string? Holiday) : AcdFact;

    /// <summary>Somebody turned an emergency switch; no queue: the whole site's.</summary>
    public sealed record EmergencySwitched(QueueName? Queue, bool On, string By) : AcdFact;

    /// <summary>Somebody opened or closed a queue, or left it to its calendar again.</summary>
    public sealed record QueueSwitched(QueueName Queue, QueueSwitch To, string By) : AcdFact;

    /// <summary>A waiting caller is being told the position, the expected wait, or is comforted (then neither).</summary>
    public sealed record WaitAnnounced(CallId Call, QueueName Queue, int? Position, TimeSpan? ExpectedWait) : AcdFact;
}

/// <summary>Why a queue did not take a call in.</summary>
public enum RefusalReason
{
    /// <summary>The emergency switch is on.</summary>
    Emergency,

    /// <summary>A day off.</summary>
    Holiday,

    /// <summary>Outside the opening hours.</summary>
    Closed,

    /// <summary>No agent is there.</summary>
    Empty,

    /// <summary>As many wait as may.</summary>
    Full,

    /// <summary>An overflow rule sends calls elsewhere at once.</summary>
    Overflow,
}

/// <summary>Why a call left a queue without being served there.</summary>
public enum OverflowReason
{
    /// <summary>The longest wait was over, or an overflow rule that asks for nothing else.</summary>
    Wait,

    /// <summary>Too many waited.</summary>
    Size,

    /// <summary>It would have waited too long.</summary>
    ExpectedWait,

    /// <summary>Too few calls were answered in time.</summary>
    ServiceLevel,

    /// <summary>No agent was there any more.</summary>
    Empty,

    /// <summary>The queue closed.</summary>
    Closed,

    /// <summary>The emergency switch was turned on.</summary>
    Emergency,

    /// <summary>The caller pressed a key.</summary>
    Key,

    /// <summary>The caller left the phone and is called back.</summary>
    Callback,
}

/// <summary>A departure from a queue that is decided: at once, or when the phone that is ringing is not answered.</summary>
/// <param name="Why">Why.</param>
/// <param name="Exit">Where to.</param>
/// <param name="Key">The key pressed for it.</param>
public sealed record Departure(OverflowReason Why, QueueExit Exit, char? Key = null);

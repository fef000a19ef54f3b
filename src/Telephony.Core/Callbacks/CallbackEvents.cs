namespace Telephony.Core;

/// <content>What is asked for callbacks, and what comes of dialling.</content>
public abstract partial record AcdInput
{
    /// <summary>A waiting caller wants to leave the phone and keep the place.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Call">The waiting call.</param>
    public sealed record CallbackAsked(RequestId? Request, CallId Call) : AcdInput;

    /// <summary>Somebody is to be called at a time.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Purpose">A time agreed with the customer, or an answer promised by a time.</param>
    /// <param name="Customer">Whom to call.</param>
    /// <param name="Queue">The queue whose agents serve it.</param>
    /// <param name="Agent">The agent who is to talk; null for any of the queue.</param>
    /// <param name="Due">Not before this time; at most 30 days ahead.</param>
    /// <param name="Window">How long after it; 1 min – 30 days. Then it has expired, which is an alarm.</param>
    /// <param name="By">Who ordered it.</param>
    public sealed record CallbackScheduled(
        RequestId? Request, CallbackKind Purpose, CallerId Customer, QueueName Queue, AgentId? Agent, DateTimeOffset Due, TimeSpan Window, string By) : AcdInput;

    /// <summary>A callback is no longer wanted.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Callback">Which.</param>
    /// <param name="By">Who says so.</param>
    public sealed record CallbackCancelled(RequestId? Request, CallbackId Callback, string By) : AcdInput;

    /// <summary>A customer whom we called answered: a person, as far as anybody can tell.</summary>
    public sealed record CustomerAnswered(CallId Call) : AcdInput;

    /// <summary>The channel of a customer whom we called is gone, or never came to be.</summary>
    public sealed record CustomerDialEnded(CallId Call, DialEnd Reason) : AcdInput;
}

/// <content>Callbacks.</content>
public abstract partial record AcdEffect
{
    /// <summary>Call a customer.</summary>
    /// <param name="Call">The channel id to use.</param>
    /// <param name="DialTarget">What Asterisk dials: a template of the configuration with nothing but digits put in.</param>
    /// <param name="Timeout">When the core will cancel; Asterisk's own timeout is set a little later as a safety net.</param>
    /// <param name="Shown">The number shown to the customer; may be empty.</param>
    public sealed record DialCustomer(CallId Call, string DialTarget, TimeSpan Timeout, string Shown) : AcdEffect, IOfCall;
}

/// <content>Callbacks: placed, in line, dialled, reached or not, done. Exactly one <see cref="CallbackDone"/> for every <see cref="CallbackPlaced"/>.</content>
public abstract partial record AcdFact
{
    /// <summary>Somebody is to be called.</summary>
    /// <param name="Callback">Its id.</param>
    /// <param name="Purpose">Why.</param>
    /// <param name="Queue">The queue whose agents serve it.</param>
    /// <param name="Agent">The agent who is to talk.</param>
    /// <param name="Customer">Whom to call.</param>
    /// <param name="Due">Not before.</param>
    /// <param name="Until">Not after.</param>
    /// <param name="From">The call whose place it keeps.</param>
    /// <param name="By">Who ordered it.</param>
    public sealed record CallbackPlaced(
        CallbackId Callback, CallbackKind Purpose, QueueName Queue, AgentId? Agent, CallerId Customer, DateTimeOffset? Due, DateTimeOffset Until, CallId? From, string? By) : AcdFact;

    /// <summary>A callback is in the line for an agent: a virtual call, sorted by its place.</summary>
    public sealed record CallbackInLine(CallbackId Callback, CallId Call, QueueName Queue, int Priority, long JoinSequence) : AcdFact
    {
        /// <summary>How long the customer has waited already.</summary>
        public TimeSpan Waited { get; init; }

        /// <summary>What the call asks for by itself.</summary>
        public CallNeeds? Needs { get; init; }
    }

    /// <summary>A virtual call has left the line without being dialled: its queue closed, its rules changed, or the callback is over.</summary>
    public sealed record CallbackLeftLine(CallbackId Callback, CallId Call) : AcdFact;

    /// <summary>A customer is being called; where the agent comes first, for the agent reserved.</summary>
    public sealed record CallbackDialled(CallbackId Callback, CallId Call, QueueName Queue, AgentId? Agent, int Attempt) : AcdFact;

    /// <summary>A customer was not reached, or was reached and lost with Asterisk before an agent came (<see cref="DialEnd.Lost"/>); null: there is no next attempt.</summary>
    public sealed record CallbackNotReached(CallbackId Callback, CallId Call, DialEnd Reason, DateTimeOffset? NextAttempt) : AcdFact;

    /// <summary>A customer answered; <see cref="CallArrived"/> follows.</summary>
    public sealed record CallbackAnswered(CallbackId Callback, CallId Call) : AcdFact;

    /// <summary>A callback is over.</summary>
    public sealed record CallbackDone(CallbackId Callback, QueueName Queue, CallbackOutcome Outcome, int Attempts) : AcdFact;
}

/// <summary>How an attempt to reach a customer ended.</summary>
public enum DialEnd
{
    /// <summary>Nobody answered.</summary>
    NoAnswer,

    /// <summary>Busy.</summary>
    Busy,

    /// <summary>Refused, unknown, or the trunk failed.</summary>
    Failed,

    /// <summary>An answering machine: not a success.</summary>
    Machine,

    /// <summary>Asterisk could not be asked, or was lost: not counted as an attempt.</summary>
    Lost,
}

/// <summary>How a callback ended.</summary>
public enum CallbackOutcome
{
    /// <summary>The customer talked with an agent.</summary>
    Talked,

    /// <summary>The customer answered and hung up before an agent came.</summary>
    Abandoned,

    /// <summary>The customer was not reached in all attempts.</summary>
    NotReached,

    /// <summary>It was not served in time.</summary>
    Expired,

    /// <summary>It was no longer wanted.</summary>
    Cancelled,

    /// <summary>The customer called again and took the place back.</summary>
    Rejoined,

    /// <summary>Its queue, or the way to dial, is no longer configured; or the customer is with the dialplan's fallback.</summary>
    Failed,
}

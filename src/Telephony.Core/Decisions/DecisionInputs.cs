namespace Telephony.Core;

/// <content>What decision makers of other systems do.</content>
public abstract partial record AcdInput
{
    /// <summary>Somebody is there who decides for a queue.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Queue">The queue.</param>
    /// <param name="Decider">Names the connection; unique as long as the process lives.</param>
    /// <param name="By">Who it is.</param>
    public sealed record DeciderAttached(RequestId? Request, QueueName Queue, string Decider, string? By = null) : AcdInput;

    /// <summary>The connection of a decision maker has ended.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Queue">The queue.</param>
    /// <param name="Decider">The connection.</param>
    public sealed record DeciderDetached(RequestId? Request, QueueName Queue, string Decider) : AcdInput;

    /// <summary>A decision maker has decided. With neither agent nor queue it is left to the queue's own rule.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Call">The call.</param>
    /// <param name="Token">The fencing token of the question answered.</param>
    /// <param name="Agent">The agent who is to be rung.</param>
    /// <param name="Queue">The queue the call is to wait in instead.</param>
    /// <param name="By">Who decided.</param>
    public sealed record RouteDecided(RequestId? Request, CallId Call, long Token, AgentId? Agent, QueueName? Queue, string? By = null) : AcdInput;

    /// <summary>Another system puts work in.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Call">A call that is here and in no queue yet; null for a work item, with nobody on the phone.</param>
    /// <param name="Queue">The queue to join.</param>
    /// <param name="Needs">What it asks for.</param>
    /// <param name="Customer">For a work item: what agents' phones show.</param>
    /// <param name="Window">For a work item: how long it is wanted, 1 min – 30 days.</param>
    /// <param name="By">Who asks.</param>
    public sealed record WorkSubmitted(RequestId? Request, CallId? Call, QueueName Queue, CallNeeds Needs, CallerId Customer, TimeSpan Window, string By) : AcdInput;

    /// <summary>A waiting call is to be offered to an agent now, before its turn.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Call">The call.</param>
    /// <param name="Agent">The agent, who must be free.</param>
    /// <param name="Forced">Whether the agent need not serve the queue or have the skills, and may be excluded.</param>
    /// <param name="By">Who asks.</param>
    public sealed record CallAssigned(RequestId? Request, CallId Call, AgentId Agent, bool Forced, string? By = null) : AcdInput;
}

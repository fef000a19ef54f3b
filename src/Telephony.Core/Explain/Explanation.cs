using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>Why somebody is not paired, with the data it rests on.</summary>
public enum IdleReason
{
    /// <summary>Nothing is in the way: they are paired, or will be with this input.</summary>
    None,

    /// <summary>Nobody of that name is known.</summary>
    Unknown,

    /// <summary>The agent is not at work.</summary>
    LoggedOut,

    /// <summary>The agent has paused.</summary>
    Paused,

    /// <summary>The agent is being rung for a call, or talks.</summary>
    OnCall,

    /// <summary>The agent finishes the work of the last call.</summary>
    WrapUp,

    /// <summary>The agent did not take an offer.</summary>
    NotResponding,

    /// <summary>The channel of the last call is not gone yet.</summary>
    LegStillThere,

    /// <summary>Asterisk is not connected: nothing is offered.</summary>
    NotConnected,

    /// <summary>The agent does not serve the call's queue.</summary>
    NotInQueue,

    /// <summary>The agent lacks a skill, or has one that is not wanted.</summary>
    Skills,

    /// <summary>Could have been rung, but another came first by the strategy of the queue.</summary>
    OtherChosen,

    /// <summary>The call waits for another, preferred, agent.</summary>
    Reserved,

    /// <summary>The agent is not to be rung for this call: not wanted for it, or did not take it a while ago.</summary>
    Excluded,

    /// <summary>The agent takes calls of the queue only after they have waited for a while.</summary>
    Delay,

    /// <summary>The call does not wait: it is in a menu, rings, talks or is over.</summary>
    NotWaiting,

    /// <summary>No call waits that the agent may serve.</summary>
    NoCall,

    /// <summary>Nobody who may serve the call is idle.</summary>
    NobodyIdle,

    /// <summary>Another system has been asked which agent gets the call.</summary>
    DecidedElsewhere,
}

/// <summary>One answer to "why not": a kind for programs, words for people, and until when as far as it is known.</summary>
/// <param name="Reason">The kind.</param>
/// <param name="Words">In words with data: <c>english 3 &lt; 5 until 10:42:10</c>, <c>wrap-up, 12 s left</c>, <c>paused: break</c>. Times of day are UTC.</param>
/// <param name="Until">When it ends by itself; null when that depends on people.</param>
public sealed record WhyNotAnswer(IdleReason Reason, string Words, DateTimeOffset? Until = null)
{
    /// <summary>Whether the agent may serve the call at the step it has reached, once free: only the agent's own state is in the way, or nothing.</summary>
    public bool MayServe => Reason is IdleReason.None or IdleReason.LoggedOut or IdleReason.Paused or IdleReason.OnCall or IdleReason.WrapUp
        or IdleReason.NotResponding or IdleReason.LegStillThere or IdleReason.NotConnected;
}

/// <summary>What stands between a call and each agent of its queue.</summary>
/// <param name="Call">The call.</param>
/// <param name="State">Where it is; null when it is not known.</param>
/// <param name="Queue">Its queue.</param>
/// <param name="Position">Its position in the queue; 0 when it does not wait.</param>
/// <param name="Step">The relaxation step reached.</param>
/// <param name="Skills">What it asks of an agent now.</param>
/// <param name="Summary">In one sentence.</param>
/// <param name="Agents">Every agent of the queue, and why they are not rung, at most <see cref="AgentsMost"/>.</param>
public sealed record CallExplanation(
    CallId Call, CallState? State, QueueName? Queue, int Position, int Step, SkillExpression Skills, string Summary,
    ImmutableArray<(AgentId Agent, WhyNotAnswer Why)> Agents)
{
    /// <summary>When the caller began to wait; null before that.</summary>
    public DateTimeOffset? QueuedAt { get; init; }

    /// <summary>All relaxation steps of its queue, in order of time; none when it is in no queue.</summary>
    public ImmutableArray<PlannedStep> Steps { get; init; } = [];

    /// <summary>How many agents an explanation lists.</summary>
    public const int AgentsMost = 200;
}

using System.Collections.Immutable;

namespace Telephony.Core;

/// <content>What became true of agents beyond their states.</content>
public abstract partial record AcdFact
{
    /// <summary>An agent asked for a pause that a supervisor has to approve; work goes on until then.</summary>
    public sealed record PauseRequested(AgentId Agent, string Reason) : AcdFact;

    /// <summary>A pause that was asked for was approved, refused, or is no longer wanted (then nobody decided).</summary>
    public sealed record PauseDecided(AgentId Agent, string Reason, bool Approved, string? By) : AcdFact;

    /// <summary>A pause has lasted longer than its reason allows: an alarm. The agent stays paused.</summary>
    public sealed record PauseOverdue(AgentId Agent, string Reason, TimeSpan Limit) : AcdFact;

    /// <summary>A supervisor changed an agent's state.</summary>
    /// <param name="Agent">The agent.</param>
    /// <param name="Command">What was ordered.</param>
    /// <param name="Reason">The pause reason.</param>
    /// <param name="By">Who ordered it.</param>
    /// <param name="Why">Why.</param>
    /// <param name="AfterCall">Whether it takes effect only after the call the agent is in.</param>
    public sealed record StateForced(AgentId Agent, AgentCommand Command, string? Reason, string By, string Why, bool AfterCall) : AcdFact;

    /// <summary>How a call ended for the business.</summary>
    /// <param name="Call">The call.</param>
    /// <param name="Queue">Its queue.</param>
    /// <param name="Agent">Who talked.</param>
    /// <param name="Disposition">The code, or <see cref="AfterCallRule.NoDisposition"/> when it was owed and not given.</param>
    /// <param name="Note">The agent's note.</param>
    public sealed record DispositionGiven(CallId Call, QueueName Queue, AgentId Agent, string Disposition, string? Note) : AcdFact;

    /// <summary>Wrap-up lasts longer.</summary>
    public sealed record WrapUpExtended(AgentId Agent, CallId Call, TimeSpan By) : AcdFact;

    /// <summary>An agent left too many offers in a row untaken, and was paused or logged out for it.</summary>
    public sealed record AgentMissedTooOften(AgentId Agent, QueueName Queue, int Misses, MissesAction Action) : AcdFact;

    /// <summary>An agent's skills are other than configured until the end of the shift; null when they are as configured again.</summary>
    public sealed record SkillsSet(AgentId Agent, ImmutableSortedDictionary<string, int>? Skills, string By) : AcdFact;

    /// <summary>The queues an agent serves are other than before.</summary>
    /// <param name="Agent">The agent.</param>
    /// <param name="Queues">The queues served from now on.</param>
    /// <param name="ForShift">Whether they were set until the end of the shift; otherwise they are as configured again.</param>
    /// <param name="By">Who set them.</param>
    public sealed record QueuesSet(AgentId Agent, ImmutableArray<QueueName> Queues, bool ForShift, string By) : AcdFact;
}

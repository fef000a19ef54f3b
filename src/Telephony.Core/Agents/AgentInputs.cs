using System.Collections.Immutable;

namespace Telephony.Core;

/// <content>What people ask for agents beyond logging in and pausing. Each is answered with <see cref="AcdEffect.Reply"/> when somebody waits for it.</content>
public abstract partial record AcdInput
{
    /// <summary>A supervisor decides about a pause that needs approval.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Agent">The agent who asked.</param>
    /// <param name="Approved">Whether the pause begins.</param>
    /// <param name="By">Who decided.</param>
    public sealed record PauseDecided(RequestId? Request, AgentId Agent, bool Approved, string By) : AcdInput;

    /// <summary>A supervisor changes an agent's state. During a call it takes effect after it; in wrap-up at once, owed disposition or not.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Agent">The agent.</param>
    /// <param name="Command">What to do.</param>
    /// <param name="Reason">Name of the pause reason, for <see cref="AgentCommand.Pause"/>; no approval is needed.</param>
    /// <param name="By">Who orders it.</param>
    /// <param name="Why">Why, in words; kept in the facts. 1 – 200 characters.</param>
    public sealed record StateForced(RequestId? Request, AgentId Agent, AgentCommand Command, string? Reason, string By, string Why) : AcdInput;

    /// <summary>An agent has finished wrap-up.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Agent">The agent.</param>
    /// <param name="Disposition">One of the queue's dispositions; may be null where none is required.</param>
    /// <param name="Note">Free text about the call, at most 1000 characters.</param>
    public sealed record WrapUpFinished(RequestId? Request, AgentId Agent, string? Disposition, string? Note) : AcdInput;

    /// <summary>An agent needs more wrap-up time.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Agent">The agent.</param>
    /// <param name="By">How much more; what goes beyond the queue's bound is not granted.</param>
    public sealed record WrapUpExtended(RequestId? Request, AgentId Agent, TimeSpan By) : AcdInput;

    /// <summary>An agent's skills are set until the end of the shift.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Agent">The agent, logged in.</param>
    /// <param name="Skills">Takes the place of all configured skills, levels 1 – 10, at most 100; null for the configured ones again.</param>
    /// <param name="By">Who set them.</param>
    public sealed record SkillsSet(RequestId? Request, AgentId Agent, ImmutableSortedDictionary<string, int>? Skills, string By) : AcdInput
    {
        /// <summary>The skills that are changed, the others staying as they are: one that <see cref="Skills"/> does not hold is taken away. Null: all.</summary>
        public ImmutableArray<string>? Only { get; init; }
    }

    /// <summary>The queues an agent serves are set until the end of the shift.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Agent">The agent, logged in.</param>
    /// <param name="Queues">Takes the place of all configured queues, 1 – 100; null for the configured ones again.</param>
    /// <param name="By">Who set them.</param>
    public sealed record QueuesSet(RequestId? Request, AgentId Agent, ImmutableArray<QueueName>? Queues, string By) : AcdInput;
}

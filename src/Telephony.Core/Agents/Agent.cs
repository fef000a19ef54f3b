using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Telephony.Core;

/// <summary>One agent at work: data only. What may happen is in <see cref="AgentStates"/>, how it is done in <see cref="Acd"/>'s agent flow.</summary>
public sealed class Agent
{
    /// <summary>The agent's id.</summary>
    [JsonInclude] public AgentId Id { get; internal init; }

    /// <summary>What the agent is doing.</summary>
    [JsonInclude] public AgentState State { get; internal set; }

    /// <summary>Why: the pause reason, or the outcome of the missed offer.</summary>
    [JsonInclude] public string? Reason { get; internal set; }

    /// <summary>When the state was entered.</summary>
    [JsonInclude] public Moment StateSince { get; internal set; }

    /// <summary>When the last conversation ended, or the agent logged in: who has waited longest is chosen first.
    /// A pause or a missed offer does not change it.</summary>
    [JsonInclude] public Moment IdleSince { get; internal set; }

    /// <summary>The call offered to, or talking with, the agent.</summary>
    [JsonInclude] public CallId? Call { get; internal set; }

    /// <summary>The agent's channel as long as it lives, also after the conversation; no new offer before it is gone.</summary>
    [JsonInclude] public LegId? Leg { get; internal set; }

    /// <summary>The agent's channels beside <see cref="Leg"/>, where several phones ring for one offer: those that ring with it, and later those that were hung up
    /// and are not gone yet. Null: none.</summary>
    [JsonInclude] public List<LegId>? OtherLegs { get; internal set; }

    /// <summary>How the most telling of those phones that ring no more has ended, while others ring on.</summary>
    [JsonInclude] public LegEnd? RingEnd { get; internal set; }

    /// <summary>How often the leg had to be hung up again.</summary>
    [JsonInclude] public int Releases { get; internal set; }

    /// <summary>What the agent asked for during a call: taken up when it is over.</summary>
    [JsonInclude] public AgentState? Wish { get; internal set; }

    /// <summary>The pause reason that goes with <see cref="Wish"/>.</summary>
    [JsonInclude] public string? WishReason { get; internal set; }

    /// <summary>The name of the pause reason a supervisor has still to approve.</summary>
    [JsonInclude] public string? PendingPause { get; internal set; }

    /// <summary>What is known of the wrap-up the agent is in.</summary>
    [JsonInclude] public WrapUp? WrapUp { get; internal set; }

    /// <summary>Skills that take the place of the configured ones until the end of the shift.</summary>
    [JsonInclude] public ImmutableSortedDictionary<string, int>? Skills { get; internal set; }

    /// <summary>Queues that take the place of the configured ones until the end of the shift.</summary>
    [JsonInclude] public ImmutableArray<QueueName>? Queues { get; internal set; }

    /// <summary>Offers left untaken in a row.</summary>
    [JsonInclude] public int Misses { get; internal set; }

    /// <summary>Conversations since the last login.</summary>
    [JsonInclude] public int CallsTaken { get; internal set; }

    /// <summary>Time spent in each state since the last login, the current one not included.</summary>
    [JsonInclude] public Dictionary<AgentState, TimeSpan> TimeIn { get; internal init; } = [];

    /// <summary>When the agent logged in.</summary>
    [JsonInclude] public Moment? LoggedInAt { get; internal set; }

    /// <summary>The agent in the router's tables, once idle: a decision follows this instead of looking the id up.</summary>
    [JsonIgnore] internal IdleAgent? Standing { get; set; }

    /// <summary>Share of the time since the login spent on calls (ringing, talking, wrap-up), in millionths, up to when the present state began.</summary>
    [JsonIgnore]
    public long OccupancyMillionths
    {
        get
        {
            if (LoggedInAt is not { } since || StateSince.Since(since) is var logged && logged <= TimeSpan.Zero) return 0;
            var busy = TimeIn.GetValueOrDefault(AgentState.Reserved) + TimeIn.GetValueOrDefault(AgentState.Ringing)
                + TimeIn.GetValueOrDefault(AgentState.Talking) + TimeIn.GetValueOrDefault(AgentState.WrapUp);
            return (long)((Int128)busy.Ticks * 1_000_000 / logged.Ticks);
        }
    }

    /// <summary>Whether an offer may be made now.</summary>
    [JsonIgnore] public bool CanBeOffered => State == AgentState.Ready && HasNoLeg;

    /// <summary>Whether no channel of the agent's lives.</summary>
    [JsonIgnore] internal bool HasNoLeg => Leg is null && OtherLegs is null;
}

namespace Telephony.Core;

/// <summary>A place in a line: higher priority first, then the order of joining.</summary>
internal sealed class WaitingCall(CallId call, QueueName queue, int step, int priority, long joinSequence) : IHeapItem<WaitingCall>
{
    public CallId Call { get; } = call;

    public QueueName Queue { get; } = queue;

    public int Step { get; } = step;

    public int Priority { get; } = priority;

    public long JoinSequence { get; } = joinSequence;

    /// <summary>Where it stands; null while the configuration does not know its queue.</summary>
    public Line? Line { get; set; }

    public int HeapIndex { get; set; }

    public bool ComesBefore(WaitingCall other) =>
        Priority != other.Priority ? Priority > other.Priority : JoinSequence < other.JoinSequence;

}

/// <summary>What idle agents are ordered by, before the time they are idle.</summary>
internal enum IdleOrder
{
    /// <summary>Nothing: by idle time alone.</summary>
    Time,

    /// <summary>Conversations since the login.</summary>
    Calls,

    /// <summary>Share of the time since the login spent on calls.</summary>
    Occupancy,
}

internal static class IdleOrders
{
    /// <summary>The order a strategy reads; null for those that go by name or dice.</summary>
    public static IdleOrder? Of(RoutingStrategy strategy) => strategy switch
    {
        RoutingStrategy.LongestIdle or RoutingStrategy.MostSkilled or RoutingStrategy.LeastSkilled => IdleOrder.Time,
        RoutingStrategy.FewestCalls => IdleOrder.Calls,
        RoutingStrategy.LeastOccupied => IdleOrder.Occupancy,
        _ => null,
    };
}

/// <summary>An idle agent: what strategies read does not change while the agent is idle.</summary>
internal sealed class IdleAgent
{
    public IdleAgent(Agent agent)
    {
        Id = agent.Id;
        Since = agent.IdleSince.Elapsed;
        Entries = [new(this, 0), new(this, agent.CallsTaken), new(this, agent.OccupancyMillionths)];
    }

    public AgentId Id { get; }

    public TimeSpan Since { get; }

    public AgentClass? Class { get; set; }

    public int Member { get; set; }

    /// <summary>The agent's place in each <see cref="IdleOrder"/>.</summary>
    public IdleEntry[] Entries { get; }

    /// <summary>Longest idle first; the id decides between equals.</summary>
    public bool ComesBefore(IdleAgent other) => Since != other.Since ? Since < other.Since : Id.CompareTo(other.Id) < 0;
}

/// <summary>An idle agent in one order.</summary>
internal sealed class IdleEntry(IdleAgent agent, long key) : IHeapItem<IdleEntry>
{
    public IdleAgent Agent { get; } = agent;

    public int HeapIndex { get; set; }

    public bool ComesBefore(IdleEntry other) => Key != other.Key ? Key < other.Key : Agent.ComesBefore(other.Agent);

    private long Key { get; } = key;
}

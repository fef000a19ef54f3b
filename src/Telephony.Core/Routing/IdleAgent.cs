namespace Telephony.Core;

/// <summary>What idle agents are ordered by, before the time they are idle.</summary>
internal enum IdleOrder
{
    /// <summary>Nothing: by idle time alone.</summary>
    Time,

    /// <summary>Conversations since the login.</summary>
    Calls,

    /// <summary>Share of the time since the login spent on calls.</summary>
    Occupancy,

    /// <summary>By id alone, whatever the time.</summary>
    Name,
}

internal static class IdleOrders
{
    public const int Count = 4;

    /// <summary>The order a strategy reads; null for those that go round or by dice.</summary>
    public static IdleOrder? Of(RoutingStrategy strategy) => strategy switch
    {
        RoutingStrategy.LongestIdle or RoutingStrategy.MostSkilled or RoutingStrategy.LeastSkilled
            or RoutingStrategy.RingAll or RoutingStrategy.RingProgressively => IdleOrder.Time,
        RoutingStrategy.FewestCalls => IdleOrder.Calls,
        RoutingStrategy.LeastOccupied => IdleOrder.Occupancy,
        RoutingStrategy.Linear => IdleOrder.Name,
        _ => null,
    };
}

/// <summary>An agent as the router sees one: kept as long as the agent is configured, so that becoming idle allocates nothing.
/// What strategies read does not change while the agent is idle.</summary>
internal sealed class IdleAgent
{
    public IdleAgent(Agent agent)
    {
        Agent = agent;
        Entries = new IdleEntry[IdleOrders.Count];
        for (var order = 0; order < Entries.Length; order++) Entries[order] = new IdleEntry(this);
    }

    public Agent Agent { get; private set; }

    public AgentId Id => Agent.Id;

    public bool IsIdle { get; set; }

    public AgentClass? Class { get; set; }

    public int Member { get; set; }

    /// <summary>The lines the agent may serve, when they are few and of one priority for the agent: a decision then reads nothing else of the agent.</summary>
    public int[]? FewLines { get; private set; }

    /// <summary>The agent's place in each <see cref="IdleOrder"/>.</summary>
    public IdleEntry[] Entries { get; }

    public void Take(Agent agent)
    {
        Agent = agent;
        agent.Standing = this;
        var since = agent.IdleSince.Elapsed.Ticks;
        Measure(IdleOrder.Time, 0, since);
        Measure(IdleOrder.Calls, agent.CallsTaken, since);
        Measure(IdleOrder.Occupancy, agent.OccupancyMillionths, since);
        Measure(IdleOrder.Name, 0, 0);
    }

    /// <summary>The rank by id, which decides between equals, under the configuration in force.</summary>
    public void Stand(AgentClass? at, int member)
    {
        (Class, Member, FewLines) = (at, member, at?.FewLines);
        var rank = at?.RankOf(member) ?? 0;
        foreach (var entry in Entries) entry.Key = entry.Key with { Rank = rank };
    }

    private void Measure(IdleOrder order, long measure, long since)
    {
        var entry = Entries[(int)order];
        entry.Key = entry.Key with { Measure = measure, Since = since };
    }
}

/// <summary>What an idle agent is ordered by: the strategy's measure, then longest idle first, then the id.</summary>
internal readonly record struct IdleKey(long Measure, long Since, int Rank)
{
    public bool ComesBefore(in IdleKey other)
    {
        if (Measure != other.Measure) return Measure < other.Measure;
        return Since != other.Since ? Since < other.Since : Rank < other.Rank;
    }
}

/// <summary>An idle agent in one order.</summary>
internal sealed class IdleEntry(IdleAgent agent) : IHeapItem<IdleEntry>
{
    public IdleAgent Agent { get; } = agent;

    public IdleKey Key { get; set; }

    public int HeapIndex { get; set; }

    public bool ComesBefore(IdleEntry other) => Key.ComesBefore(other.Key);
}

using System.Collections.Immutable;

namespace Telephony.Core;

/// <content>Queues for a shift: an agent helps out where help is needed, and serves the configured queues again afterwards.</content>
public sealed partial class Acd
{
    private const int QueuesMost = 100;

    private string? SetQueues(AcdInput.QueuesSet asked)
    {
        if (!_agents.TryGetValue(asked.Agent, out var agent)) return $"unknown agent {asked.Agent}";
        if (agent.State == AgentState.LoggedOut) return $"{agent.Id} is logged out";
        if (asked.Queues is { } queues)
        {
            if (queues.Length is 0 or > QueuesMost) return $"1 to {QueuesMost} queues are wanted";
            foreach (var queue in queues)
            {
                if (!_loaded.Queues.ContainsKey(queue.Value)) return $"unknown queue {queue}";
            }
        }

        UseQueues(agent, asked.Queues, asked.By);
        return null;
    }

    /// <summary>Who is there changes for the queues that are left and for those that are joined. A call that rings or talks goes on.</summary>
    private void UseQueues(Agent agent, ImmutableArray<QueueName>? queues, string by)
    {
        var before = NamesOf(QueuesOf(agent.Id));
        agent.Queues = queues is { } wanted ? [.. wanted.Distinct()] : null;
        RouteByShift();
        CountPresence();
        var now = NamesOf(QueuesOf(agent.Id));
        Say(new AcdFact.QueuesSet(agent.Id, now, ForShift: queues is not null, by));
        foreach (var queue in before.Union(now)) WatchEmptiness(queue);
    }
}

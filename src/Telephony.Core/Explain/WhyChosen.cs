using System.Globalization;

namespace Telephony.Core;

/// <content>The reason kept with an offer: who could have been rung, and by what rule this agent was. Worked out after the decision.</content>
public sealed partial class Acd
{
    /// <param name="call">The call.</param>
    /// <param name="agent">The agent chosen.</param>
    /// <param name="rule">The call's queue.</param>
    /// <param name="router">Which router chose.</param>
    private string WhyChosen(Call call, Agent agent, QueueRule rule, Router router) => Turn(call, rule) + Choice(call, agent, rule, router) + ByStep(call, rule) + PassedBy(call, agent, router);

    /// <summary>Who would perhaps have come first, but has just not taken this call.</summary>
    private static string PassedBy(Call call, Agent agent, Router router)
    {
        if (call.NotTakenBy.Count == 0 || call.NotTakenBy.Contains(agent.Id)) return "";
        AgentId[] passed = [.. call.NotTakenBy.Where(id => router.IsIdle(id) && router.MayServe(id, call.Id))];
        return passed.Length == 0 ? "" : $"; not {string.Join(", ", passed)}, who has just not taken it";
    }

    /// <summary>Where several phones ring for one call: which of them this is.</summary>
    private static string Turn(Call call, QueueRule rule)
    {
        if (rule.Strategy is not (RoutingStrategy.RingAll or RoutingStrategy.RingProgressively) || call.Reserved is not null) return "";
        if (call.Offer is not null) return $"rings too, as number {call.AlsoRinging.Count + 2} of at most {rule.RingMost}: ";
        return rule.Strategy == RoutingStrategy.RingAll ? $"rings with all who are idle, at most {rule.RingMost}: " : "rings first: ";
    }

    private string Choice(Call call, Agent agent, QueueRule rule, Router router)
    {
        if (call.Reserved == agent.Id) return "the agent this call waits for";
        var candidates = router.CandidatesFor(call.Id);
        if (candidates == 1) return "the only idle agent who may serve this call";
        if (_matchingTogether && OtherByStrategy(call, agent, rule) is { } other)
            return $"one of {candidates} idle agents who may serve this call; {other} is kept for a call that needs them";
        var peers = router.PeersFor(call.Id, agent.Id);
        var among = $"{candidates} idle agents who may serve this call";
        if (peers == candidates) return $"{ByRule(call, agent, rule)} of {among}";
        var order = _site.Agents[agent.Id.Value].In(call.Queue!.Value.Value).Order;
        return peers == 1 ? $"the only one of order {order} of {among}" : $"{ByRule(call, agent, rule)} of {peers} of order {order}, of {among}";
    }

    /// <summary>Several calls matched together may move an agent from the call the strategy would give them; lots are drawn for each call anew.</summary>
    private AgentId? OtherByStrategy(Call call, Agent agent, QueueRule rule) =>
        rule.Strategy is not (RoutingStrategy.Random or RoutingStrategy.WeightedRandom) && _router.FindAgentFor(call, 0) is { } first && first.Id != agent.Id ? first.Id : null;

    private string ByRule(Call call, Agent agent, QueueRule rule)
    {
        var profile = _site.Agents[agent.Id.Value];
        return rule.Strategy switch
        {
            RoutingStrategy.FewestCalls => $"fewest calls ({agent.CallsTaken})",
            RoutingStrategy.LeastOccupied => $"least occupied ({(agent.OccupancyMillionths / 10_000m).ToString("0.#", CultureInfo.InvariantCulture)} %)",
            RoutingStrategy.MostSkilled => $"most skilled (levels {Levels(profile, rule.SkillsAt(call.RelaxStep, call.Needs.Skills))})",
            RoutingStrategy.LeastSkilled => $"least skilled (levels {Levels(profile)} in all)",
            RoutingStrategy.RoundRobin => "next in turn",
            RoutingStrategy.Linear => "first by id",
            RoutingStrategy.Random => "drawn by lot",
            RoutingStrategy.WeightedRandom => $"drawn by lot (share {profile.In(call.Queue!.Value.Value).Share})",
            _ => $"longest idle ({Seconds(_now.Since(agent.IdleSince))} s)",
        };
    }
}

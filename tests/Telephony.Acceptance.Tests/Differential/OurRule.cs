namespace Telephony.Acceptance.Tests.Differential;

/// <summary>Whom the service rings by docs/routing-strategies.md, with <c>ask_again_after: 0s</c> and no time of recovery: worked out anew here, from what the phones saw.</summary>
public static class OurRule
{
    /// <param name="walk">The strategy, and whether there are tiers.</param>
    /// <param name="lives">What the agents have lived through.</param>
    /// <param name="choosable">Agents who can be rung.</param>
    /// <param name="tried">Agents who have not taken this call: they are asked again when there is nobody else.</param>
    public static IReadOnlyList<int> Rings(Walk walk, Lives lives, IReadOnlyList<int> choosable, IReadOnlyCollection<int> tried)
    {
        int[] others = [.. choosable.Except(tried)];
        var pool = others.Length > 0 ? others : choosable;
        if (walk.Strategy.RingsAll || pool.Count == 0) return pool;
        var tier = pool.Min(walk.TierOf);
        int[] first = [.. pool.Where(agent => walk.TierOf(agent) == tier)];
        return
        [
            walk.Strategy.Service switch
            {
                "longest_idle" => first.MinBy(lives.LastTalkOf),
                "fewest_calls" => first.MinBy(agent => (lives.TalksOf(agent), lives.LastTalkOf(agent))),
                "round_robin" => first.MinBy(agent => agent > lives.LastRung ? agent : agent + Walk.Agents),
                _ => first.Min(),
            },
        ];
    }
}

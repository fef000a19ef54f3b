namespace Telephony.Core;

/// <content>Which of several idle agents gets a call: the strategies.</content>
internal sealed partial class Router
{
    /// <summary>The agent who is to be rung for a waiting call, by the strategy of its queue; null when nobody idle may serve it.
    /// One look where the strategy orders agents, see <see cref="IdleTrees"/>; where it goes round or throws dice, at each class that may serve
    /// the line: O(classes / 64 + such classes).</summary>
    /// <param name="call">The call, waiting or ringing and wanting more.</param>
    /// <param name="chance">A number to choose by where the strategy is random; the same number, the same choice.</param>
    public Agent? FindAgentFor(Call call, ulong chance) => call.Standing is { } place ? FindAgentFor(place, chance)?.Agent : null;

    private IdleAgent? FindAgentFor(WaitingCall place, ulong chance)
    {
        if (place.Line is not { } line) return null;
        if (place.Reserved is { } only) return _agents.TryGetValue(only, out var kept) && kept.IsIdle ? kept : null;
        var call = place.Call;
        if (call.Excluded.Count == 0 && call.NotTakenBy.Count == 0) return Choose(line, chance);

        // A few agents at most: as if they were not idle.
        List<IdleAgent> aside = [];
        foreach (var exclusion in call.Excluded) SetAside(exclusion.Agent, aside);
        var excluded = aside.Count;
        foreach (var agent in call.NotTakenBy) SetAside(agent, aside);
        var found = Choose(line, chance);
        PutBack(aside, excluded);
        if (found is null && aside.Count > excluded) found = Choose(line, chance); // nobody else is idle
        PutBack(aside[..excluded], 0);
        return found;
    }

    private void SetAside(AgentId agent, List<IdleAgent> aside)
    {
        if (!_agents.TryGetValue(agent, out var idle) || !idle.IsIdle || aside.Contains(idle)) return;
        TakeOut(idle);
        aside.Add(idle);
    }

    private void PutBack(List<IdleAgent> aside, int from)
    {
        for (var i = from; i < aside.Count; i++) Place(aside[i]);
    }

    /// <summary>How many idle agents may serve a call.</summary>
    public int CandidatesFor(CallId call)
    {
        if (Find(call) is not { Line: { } line } place) return 0;
        if (place.Reserved is { } only) return IsIdle(only) ? 1 : 0;
        var count = 0;
        foreach (var index in BitSet.Both(line.ServedBy, _classesWithIdle)) count += _table.Classes[index].IdleCount;
        foreach (var exclusion in place.Call.Excluded.DistinctBy(e => e.Agent))
        {
            if (IsIdle(exclusion.Agent) && _table.ClassOf(exclusion.Agent).Class is { } found && line.ServedBy.Has(found.Index)) count--;
        }

        return count;
    }

    /// <summary>How many idle agents may serve a call and have the same order in its queue as the one who may, that one included.</summary>
    public int PeersFor(CallId call, AgentId agent)
    {
        if (Find(call) is not { Line: { } line } place || _table.ClassOf(agent).Class is not { } own) return 0;
        var at = Array.FindIndex(line.Tiers, t => t.Has(own.Index));
        if (at < 0) return 0;
        var (tier, count) = (line.Tiers[at], 0);
        foreach (var index in BitSet.Both(tier, _classesWithIdle)) count += _table.Classes[index].IdleCount;
        foreach (var exclusion in place.Call.Excluded.DistinctBy(e => e.Agent))
        {
            if (IsIdle(exclusion.Agent) && _table.ClassOf(exclusion.Agent).Class is { } found && tier.Has(found.Index)) count--;
        }

        return count;
    }

    /// <summary>Some idle agents who may serve a call, by id within each class; at most so many.</summary>
    public IEnumerable<AgentId> SomeCandidatesFor(CallId call, int most)
    {
        if (Find(call) is not { Line: { } line } place) return [];
        if (place.Reserved is { } only) return IsIdle(only) ? [only] : [];
        List<AgentId> some = [];
        foreach (var index in BitSet.Both(line.ServedBy, _classesWithIdle))
        {
            var found = _table.Classes[index];
            for (var member = found.Idle.Next(0); member >= 0 && some.Count < most; member = found.Idle.Next(member + 1))
            {
                if (!place.Excludes(found.Members[member])) some.Add(found.Members[member]);
            }

            if (some.Count == most) break;
        }

        return some;
    }

    /// <summary>Remembers who was rung, where the strategy goes round.</summary>
    public void Rung(QueueName queue, AgentId agent)
    {
        if (_table.QueueOf(queue)?.Rule.Strategy == RoutingStrategy.RoundRobin) _lastRung[queue] = agent;
    }

    private IdleAgent? Choose(Line line, ulong chance)
    {
        if (IdleOrders.Of(line.Strategy) is not null)
        {
            Settle();
            return _table.Idle.FirstFor(line);
        }

        foreach (var tier in line.Tiers)
        {
            if ((line.Strategy == RoutingStrategy.RoundRobin ? FirstAfterLast(line, tier) : AnyOf(line, tier, chance)) is { } agent) return agent;
        }

        return null;
    }

    private IdleAgent? FirstAfterLast(Line line, BitSet tier) =>
        (_lastRung.TryGetValue(line.Queue, out var last) ? FirstFrom(tier, _table.CountUpTo(last)) : null) ?? FirstFrom(tier, 0);

    private IdleAgent? FirstFrom(BitSet tier, int rank)
    {
        IdleAgent? best = null;
        var bestRank = int.MaxValue;
        foreach (var index in BitSet.Both(tier, _classesWithIdle))
        {
            var found = _table.Classes[index];
            var member = found.FirstIdleFrom(rank);
            if (member < 0 || found.RankOf(member) >= bestRank) continue;
            (best, bestRank) = (found.IdleOf(member), found.RankOf(member));
        }

        return best;
    }

    /// <summary>Each agent has as many lots as their share.</summary>
    private IdleAgent? AnyOf(Line line, BitSet tier, ulong chance)
    {
        long lots = 0;
        foreach (var index in BitSet.Both(tier, _classesWithIdle)) lots += LotsOf(line, index);
        if (lots == 0) return null;
        var pick = (long)(chance % (ulong)lots);
        foreach (var index in BitSet.Both(tier, _classesWithIdle))
        {
            var found = _table.Classes[index];
            if (pick < LotsOf(line, index)) return found.IdleOf(found.Idle.At((int)(pick / ShareOf(line, index))));
            pick -= LotsOf(line, index);
        }

        return null;
    }

    private long LotsOf(Line line, int index) => (long)_table.Classes[index].IdleCount * ShareOf(line, index);

    private static int ShareOf(Line line, int index) => line.Shares?[index] ?? 1;
}

namespace Telephony.Core;

/// <content>Which of several idle agents gets a call: the strategies.</content>
internal sealed partial class Router
{
    /// <summary>The agent who is to be rung for a waiting call, by the strategy of its queue; null when nobody idle may serve it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="chance">A number to choose by where the strategy is random; the same number, the same choice.</param>
    public AgentId? FindAgentFor(CallId call, ulong chance)
    {
        if (!_places.TryGetValue(call, out var place) || place.Line is not { } line) return null;
        return line.Strategy switch
        {
            RoutingStrategy.MostSkilled or RoutingStrategy.LeastSkilled => FirstBySkill(line),
            RoutingStrategy.Linear => FirstFrom(line, 0),
            RoutingStrategy.RoundRobin => FirstAfterLast(line),
            RoutingStrategy.Random => AnyOf(line, chance),
            _ => FirstBy(line, IdleOrders.Of(line.Strategy) ?? IdleOrder.Time),
        };
    }

    /// <summary>How many idle agents may serve a waiting call.</summary>
    public int CandidatesFor(CallId call)
    {
        if (!_places.TryGetValue(call, out var place) || place.Line is not { } line) return 0;
        var count = 0;
        foreach (var index in BitSet.Both(line.ServedBy, _classesWithIdle)) count += _table.Classes[index].IdleCount;
        return count;
    }

    /// <summary>Remembers who was rung, where the strategy goes round.</summary>
    public void Rung(QueueName queue, AgentId agent)
    {
        if (_table.LineOf(queue, 0)?.Strategy == RoutingStrategy.RoundRobin) _lastRung[queue] = agent;
    }

    private AgentId? FirstBy(Line line, IdleOrder order)
    {
        IdleEntry? best = null;
        foreach (var index in BitSet.Both(line.ServedBy, _classesWithIdle))
        {
            var first = _table.Classes[index].Orders[(int)order]!.First!;
            if (best is null || first.ComesBefore(best)) best = first;
        }

        return best?.Agent.Id;
    }

    private AgentId? FirstBySkill(Line line)
    {
        IdleEntry? best = null;
        var bestScore = 0;
        foreach (var index in BitSet.Both(line.ServedBy, _classesWithIdle))
        {
            var found = _table.Classes[index];
            var score = line.Scores is { } scores ? scores[index] : -found.Levels;
            var first = found.Orders[(int)IdleOrder.Time]!.First!;
            if (best is not null && (score < bestScore || (score == bestScore && !first.ComesBefore(best)))) continue;
            (best, bestScore) = (first, score);
        }

        return best?.Agent.Id;
    }

    private AgentId? FirstAfterLast(Line line) =>
        (_lastRung.TryGetValue(line.Queue, out var last) ? FirstFrom(line, _table.CountUpTo(last)) : null) ?? FirstFrom(line, 0);

    private AgentId? FirstFrom(Line line, int rank)
    {
        AgentId? best = null;
        var bestRank = int.MaxValue;
        foreach (var index in BitSet.Both(line.ServedBy, _classesWithIdle))
        {
            var found = _table.Classes[index];
            var member = found.FirstIdleFrom(rank);
            if (member < 0 || found.RankOf(member) >= bestRank) continue;
            (best, bestRank) = (found.Members[member], found.RankOf(member));
        }

        return best;
    }

    private AgentId? AnyOf(Line line, ulong chance)
    {
        var count = 0;
        foreach (var index in BitSet.Both(line.ServedBy, _classesWithIdle)) count += _table.Classes[index].IdleCount;
        if (count == 0) return null;
        var pick = (int)(chance % (ulong)count);
        foreach (var index in BitSet.Both(line.ServedBy, _classesWithIdle))
        {
            var found = _table.Classes[index];
            if (pick < found.IdleCount) return found.Members[found.Idle.At(pick)];
            pick -= found.IdleCount;
        }

        return null;
    }
}

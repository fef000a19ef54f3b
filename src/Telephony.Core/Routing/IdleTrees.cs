namespace Telephony.Core;

/// <summary>Who of the idle agents comes first, for each line whose strategy orders them: the classes that may serve a line play a tournament,
/// each for its first idle agent. When that one changes, only the games on the way up are played again, and only as long as it matters:
/// O(log classes) for each line the class may serve; reading who is first is one look.</summary>
internal sealed class IdleTrees
{
    private readonly Tree[] _trees;
    private readonly int[] _winners;
    private readonly int[] _classes;
    private readonly int[] _tiers;
    private readonly First[][] _firsts = new First[IdleOrders.Count][];
    private readonly IdleAgent?[] _firstFor;

    /// <summary>Nobody is idle yet.</summary>
    /// <param name="lines">The lines; those without <see cref="Line.Candidates"/> have no tournament.</param>
    /// <param name="classes">The classes; each is told where it plays.</param>
    public IdleTrees(Line[] lines, AgentClass[] classes)
    {
        var all = lines.Sum(l => l.Candidates.Count);
        (_trees, _firstFor) = (new Tree[lines.Length], new IdleAgent?[lines.Length]);
        (_winners, _classes, _tiers) = (new int[2 * all], new int[all], new int[all]);
        Array.Fill(_winners, -1);
        for (var order = 0; order < _firsts.Length; order++) _firsts[order] = new First[classes.Length];
        var from = 0;
        foreach (var line in lines)
        {
            if (IdleOrders.Of(line.Strategy) is not { } order) continue;
            _trees[line.Index] = new Tree(from, line.Candidates.Count, order);
            var tiers = line.Candidates.Select(c => (c.Order, -c.Score)).Distinct().Order().ToList();
            for (var leaf = 0; leaf < line.Candidates.Count; leaf++)
            {
                var (agents, how, score) = line.Candidates[leaf];
                (_classes[from + leaf], _tiers[from + leaf]) = (agents.Index, tiers.BinarySearch((how, -score)));
                agents.PlaysIn(order, new Seat(line.Index, leaf));
            }

            from += line.Candidates.Count;
        }
    }

    /// <summary>The first idle agent for a line by its strategy; null when nobody idle may serve it.</summary>
    public IdleAgent? FirstFor(Line line) => _firstFor[line.Index];

    /// <summary>Agents of a class have become idle, or are not any more.</summary>
    public void Update(AgentClass changed)
    {
        for (var order = 0; order < _firsts.Length; order++)
        {
            if (changed.Orders[order] is not { } heap) continue;
            ref var first = ref _firsts[order][changed.Index];
            var now = heap.First is { } entry ? new First(entry.Key, entry.Agent) : default;
            if (ReferenceEquals(first.Agent, now.Agent) && first.Key == now.Key) continue;
            first = now;
            foreach (var seat in changed.SeatsIn((IdleOrder)order)) Play(seat, now.Agent is not null);
        }
    }

    private void Play(Seat seat, bool takesPart)
    {
        ref readonly var tree = ref _trees[seat.Line];
        var winners = _winners.AsSpan(2 * tree.From, 2 * tree.Count);
        var at = tree.Count + seat.Leaf;
        winners[at] = takesPart ? seat.Leaf : -1;
        while (at > 1)
        {
            at /= 2;
            var winner = Better(in tree, winners[2 * at], winners[(2 * at) + 1]);
            if (winner == winners[at] && winner != seat.Leaf) return; // as before, and so is all above
            winners[at] = winner;
        }

        _firstFor[seat.Line] = winners[1] < 0 ? null : FirstOf(in tree, winners[1]).Agent;
    }

    private int Better(in Tree tree, int a, int b)
    {
        if (a < 0 || b < 0) return Math.Max(a, b);
        var (tierOfA, tierOfB) = (_tiers[tree.From + a], _tiers[tree.From + b]);
        if (tierOfA != tierOfB) return tierOfA < tierOfB ? a : b;
        return FirstOf(in tree, a).Key.ComesBefore(FirstOf(in tree, b).Key) ? a : b;
    }

    private ref readonly First FirstOf(in Tree tree, int leaf) => ref _firsts[(int)tree.Order][_classes[tree.From + leaf]];

    /// <summary>One tournament: its leaves from a place in the arrays on; winner 1 is first of all, the games of n are 2n and 2n + 1, the leaves the last.</summary>
    private readonly record struct Tree(int From, int Count, IdleOrder Order);

    /// <summary>The first idle agent of a class.</summary>
    private readonly record struct First(IdleKey Key, IdleAgent? Agent);
}

/// <summary>Where a class plays for a line.</summary>
internal readonly record struct Seat(int Line, int Leaf);

/// <summary>A class that may serve a line.</summary>
/// <param name="Agents">The class.</param>
/// <param name="Order">The agents' order in the queue: lower ones are asked first.</param>
/// <param name="Score">How good they are at it where the strategy asks, otherwise 0: greater is first.</param>
internal readonly record struct Candidate(AgentClass Agents, int Order, int Score);

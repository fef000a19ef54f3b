namespace Telephony.Core;

/// <summary>Agents who may serve the same lines in the same way: same order, priority and share in each queue.
/// Levels of skills tell agents apart only where a strategy orders by them; thousands of agents make few classes.</summary>
internal sealed class AgentClass(int index, int lines)
{
    private readonly List<int> _ranks = [];
    private readonly List<AgentId> _members = [];

    public int Index { get; } = index;

    /// <summary>The lines they may serve.</summary>
    public BitSet Serves { get; } = new(lines);

    /// <summary>The same lines by the agents' own priority of the queue, highest first: all of the first group come before any of the next.</summary>
    public BitSet[] Groups { get; set; } = [];

    public IReadOnlyList<AgentId> Members => _members;

    /// <summary>Who of the members is idle.</summary>
    public BitSet Idle { get; private set; }

    public int IdleCount { get; set; }

    /// <summary>The idle ones by each <see cref="IdleOrder"/>; null where no line they serve asks for it.</summary>
    public IndexedHeap<IdleEntry>?[] Orders { get; } = new IndexedHeap<IdleEntry>?[IdleOrders.Count];

    public int Add(AgentId agent, int rank)
    {
        _members.Add(agent);
        _ranks.Add(rank);
        return _members.Count - 1;
    }

    public void Complete() => Idle = new BitSet(_members.Count);

    public void NeedOrder(RoutingStrategy strategy)
    {
        if (IdleOrders.Of(strategy) is { } order) Orders[(int)order] ??= new IndexedHeap<IdleEntry>();
    }

    public int RankOf(int member) => _ranks[member];

    /// <summary>The first idle member, by id, of at least this rank; -1 when there is none.</summary>
    public int FirstIdleFrom(int rank)
    {
        var found = _ranks.BinarySearch(rank);
        var from = found >= 0 ? found : ~found;
        return from < _members.Count ? Idle.Next(from) : -1;
    }
}

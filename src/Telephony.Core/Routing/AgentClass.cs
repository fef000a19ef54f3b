using System.Runtime.InteropServices;

namespace Telephony.Core;

/// <summary>Agents who may serve the same lines in the same way: same order, priority and share in each queue.
/// Levels of skills tell agents apart only where a strategy orders by them; thousands of agents make few classes.</summary>
internal sealed class AgentClass(int index, int lines)
{
    /// <summary>So many lines are quicker looked at one by one than sought among all lines with callers.</summary>
    private const int FewMost = 32;

    private readonly List<int> _ranks = [];
    private readonly List<AgentId> _members = [];
    private readonly List<Seat>?[] _seats = new List<Seat>?[IdleOrders.Count];
    private IdleAgent?[] _idle = [];

    public int Index { get; } = index;

    /// <summary>The lines they may serve.</summary>
    public BitSet Serves { get; } = new(lines);

    /// <summary>The same lines by the agents' own priority of the queue, highest first: all of the first group come before any of the next.</summary>
    public BitSet[] Groups { get; set; } = [];

    /// <summary>The lines they may serve, when they are of one priority and at most <see cref="FewMost"/>.</summary>
    public int[]? FewLines { get; private set; }

    public IReadOnlyList<AgentId> Members => _members;

    /// <summary>Who of the members is idle.</summary>
    public BitSet Idle { get; private set; }

    public int IdleCount { get; private set; }

    /// <summary>Whether who is idle has changed since the <see cref="IdleTrees"/> were told.</summary>
    public bool IsUnsettled { get; set; }

    /// <summary>The idle ones by each <see cref="IdleOrder"/>; null where no line they serve asks for it.</summary>
    public IndexedHeap<IdleEntry>?[] Orders { get; } = new IndexedHeap<IdleEntry>?[IdleOrders.Count];

    public int Add(AgentId agent, int rank)
    {
        _members.Add(agent);
        _ranks.Add(rank);
        return _members.Count - 1;
    }

    public void Complete()
    {
        (Idle, _idle) = (new BitSet(_members.Count), new IdleAgent?[_members.Count]);
        if (Groups.Length == 1 && Serves.Members().Take(FewMost + 1).ToArray() is { Length: <= FewMost } few) FewLines = few;
    }

    /// <summary>Takes a member among the idle ones.</summary>
    public void SetIdle(IdleAgent agent)
    {
        Idle.Set(agent.Member);
        _idle[agent.Member] = agent;
        IdleCount++;
    }

    public void UnsetIdle(IdleAgent agent)
    {
        Idle.Unset(agent.Member);
        IdleCount--;
    }

    /// <summary>A member who is idle.</summary>
    public IdleAgent IdleOf(int member) => _idle[member]!;

    public void Need(IdleOrder order) => Orders[(int)order] ??= new IndexedHeap<IdleEntry>();

    /// <summary>Where they play for a line; see <see cref="IdleTrees"/>.</summary>
    public void PlaysIn(IdleOrder order, Seat seat) => (_seats[(int)order] ??= []).Add(seat);

    public ReadOnlySpan<Seat> SeatsIn(IdleOrder order) => CollectionsMarshal.AsSpan(_seats[(int)order]);

    public int RankOf(int member) => _ranks[member];

    /// <summary>The first idle member, by id, of at least this rank; -1 when there is none.</summary>
    public int FirstIdleFrom(int rank)
    {
        var found = _ranks.BinarySearch(rank);
        var from = found >= 0 ? found : ~found;
        return from < _members.Count ? Idle.Next(from) : -1;
    }
}

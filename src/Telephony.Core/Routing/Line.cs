using System.Numerics;

namespace Telephony.Core;

/// <summary>Calls of one queue that ask the same of an agent: same stage of waiting, same skills of their own.
/// Any agent who may serve one of them may serve all, unless a call excludes an agent. Each priority is a band, a heap of its own.</summary>
internal sealed class Line(int index, QueueName queue, TimeSpan from, SkillExpression skills, QueueRule rule)
{
    private readonly IndexedHeap<WaitingCall>?[] _bands = new IndexedHeap<WaitingCall>?[CallOrder.PriorityMost + 1];
    private uint _present;

    public int Index { get; } = index;

    public QueueName Queue { get; } = queue;

    /// <summary>From what time in the queue calls stand here.</summary>
    public TimeSpan From { get; } = from;

    public SkillExpression Skills { get; } = skills;

    public RoutingStrategy Strategy { get; } = rule.Strategy;

    public int Weight { get; } = rule.Weight;

    public AgeingRule? Ageing { get; } = rule.Ageing;

    /// <summary>The classes of agents who may serve this line.</summary>
    public BitSet ServedBy { get; set; }

    /// <summary>The same one by one, where the strategy orders agents.</summary>
    public List<Candidate> Candidates { get; } = [];

    /// <summary>The same, by the agents' order in the queue: the first tier is asked first.</summary>
    public BitSet[] Tiers { get; set; } = [];

    /// <summary>While the table is made: the order of the classes whose order is not the first.</summary>
    public Dictionary<int, int>? Orders { get; set; }

    /// <summary>The share of calls an agent of each class gets, where the strategy asks.</summary>
    public int[]? Shares { get; set; }

    /// <summary>Calls that ring and would ring more agents.</summary>
    public IndexedHeap<WaitingCall> Wanting { get; } = new();

    public int Count { get; private set; }

    public void Add(WaitingCall call)
    {
        (_bands[call.Priority] ??= new IndexedHeap<WaitingCall>()).Add(call);
        _present |= 1u << call.Priority;
        Count++;
    }

    public void Remove(WaitingCall call)
    {
        var band = _bands[call.Priority]!;
        band.Remove(call);
        if (band.Count == 0) _present &= ~(1u << call.Priority);
        Count--;
    }

    /// <summary>The first call at a moment; null when none waits. Compares the heads of at most 11 bands.</summary>
    public WaitingCall? First(TimeSpan now)
    {
        if (_present == 0) return null;
        var highest = _bands[BitOperations.Log2(_present)]!.First;
        if (Ageing is null || BitOperations.IsPow2(_present)) return highest;
        var best = highest!;
        for (var rest = _present; rest != 0; rest &= rest - 1)
        {
            var head = _bands[BitOperations.TrailingZeroCount(rest)]!.First!;
            if (head.ComesBefore(best, now)) best = head;
        }

        return best;
    }

    /// <summary>The first call that does not exclude an agent.</summary>
    public WaitingCall? FirstFor(AgentId agent, TimeSpan now)
    {
        var first = First(now);
        if (first is null || !first.Excludes(agent)) return first;
        WaitingCall? best = null;
        for (var rest = _present; rest != 0; rest &= rest - 1)
        {
            var band = _bands[BitOperations.TrailingZeroCount(rest)]!;
            if (band.FirstWhere((Agent: agent, Now: now), static (call, about) => !call.Excludes(about.Agent)) is not { } head) continue;
            if (best is null || head.ComesBefore(best, now)) best = head;
        }

        return best;
    }

    /// <summary>All calls, in no order.</summary>
    public IEnumerable<WaitingCall> All()
    {
        for (var priority = 0; priority < _bands.Length; priority++)
        {
            if (_bands[priority] is not { } band) continue;
            for (var i = 0; i < band.Count; i++) yield return band.Items[i];
        }
    }
}

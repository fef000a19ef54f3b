namespace Telephony.Core;

/// <content>Which of the waiting calls an agent gets, and the order they stand in.</content>
internal sealed partial class Router
{
    /// <summary>The first call an agent may serve, over all queues; see <see cref="CallOrder"/>. Compares the heads of the lines with callers
    /// that the agent may serve: O(lines / 64 + such lines), and the calls reserved for the agent.</summary>
    /// <param name="agent">An agent who is, or was, idle; null is found for any other.</param>
    public Call? FindCallFor(Agent agent) => agent.Standing is { } idle ? FindCallFor(idle) : null;

    /// <summary>The same, by id.</summary>
    public Call? FindCallFor(AgentId agent) => _agents.TryGetValue(agent, out var idle) ? FindCallFor(idle) : null;

    private Call? FindCallFor(IdleAgent agent)
    {
        var best = agent.FewLines is { } few ? FirstOf(few, agent) : FirstOfMany(agent);
        if (_reserved.Count == 0 || !_reserved.TryGetValue(agent.Id, out var own)) return best;
        foreach (var call in own)
        {
            if (best is null || ComesBeforeFor(agent.Id, call, best.Standing!)) best = call.Call;
        }

        return best;
    }

    private Call? FirstOfMany(IdleAgent agent)
    {
        if (agent.Class is not { } found) return null;
        foreach (var group in found.Groups)
        {
            var first = default(HeadSearch);
            foreach (var line in BitSet.Both(group, _linesWithCalls)) Compare(ref first, line, agent);
            if (Found(first) is { } call) return call;
        }

        return null;
    }

    private Call? FirstOf(int[] lines, IdleAgent agent)
    {
        var first = default(HeadSearch);
        foreach (var line in lines)
        {
            if (!_heads[line].IsEmpty) Compare(ref first, line, agent);
        }

        return Found(first);
    }

    private void Compare(ref HeadSearch first, int line, IdleAgent agent)
    {
        ref readonly var head = ref _heads[line];
        if (head.Call is not null)
        {
            if (first.Plain.Call is null || head.ComesBefore(first.Plain)) first.Plain = head;
        }
        else if (_table.Lines[line].FirstFor(agent.Id, Now) is { } call && (first.Other is null || call.ComesBefore(first.Other, Now)))
        {
            first.Other = call;
        }
    }

    private Call? Found(in HeadSearch first)
    {
        if (first.Other is not { } other) return first.Plain.Call;
        return first.Plain.Call is { } plain && plain.Standing!.ComesBefore(other, Now) ? plain : other.Call;
    }

    /// <summary>The first so far: of those whose heads are enough to compare, and of the others.</summary>
    private struct HeadSearch
    {
        public LineHead Plain;
        public WaitingCall? Other;
    }

    /// <summary>A call that rings other agents already and would ring this one too; null when there is none.</summary>
    public CallId? FindWantingFor(AgentId agent)
    {
        if (_wanting.Count == 0 || _table.ClassOf(agent).Class is not { } found) return null;
        WaitingCall? best = null;
        foreach (var line in BitSet.Both(found.Serves, _linesWanting))
        {
            var first = _table.Lines[line].Wanting.FirstWhere(agent, static (call, by) => !call.Excludes(by));
            if (first is not null && (best is null || first.ComesBefore(best, Now))) best = first;
        }

        return best?.Id;
    }

    /// <summary>Which of two waiting calls comes first for whoever may serve both and has no priorities of their own; below 0: the first.</summary>
    public int Compare(CallId a, CallId b) => InOrder().Compare(_places[a], _places[b]);

    private bool ComesBeforeFor(AgentId agent, WaitingCall call, WaitingCall other)
    {
        var profile = _site.Agents[agent.Value];
        var (own, others) = (profile.In(call.Queue.Value).Priority, profile.In(other.Queue.Value).Priority);
        return own != others ? own > others : call.ComesBefore(other, Now);
    }

    private Comparer<WaitingCall> InOrder()
    {
        var now = Now;
        return Comparer<WaitingCall>.Create((a, b) => ReferenceEquals(a, b) ? 0 : a.ComesBefore(b, now) ? -1 : 1);
    }

    // ---- positions --------------------------------------------------------------------------------------------

    /// <summary>How many calls wait in a queue.</summary>
    public int WaitingIn(QueueName queue) => _counts.GetValueOrDefault(queue)?.All ?? 0;

    /// <summary>How many calls of a priority or a higher one wait in a queue.</summary>
    public int WaitingFrom(QueueName queue, int priority) => _counts.GetValueOrDefault(queue)?.From(priority) ?? 0;

    /// <summary>Position of a waiting call in its queue; 1 is next. O(1) for one that has just joined, with ageing O(waiting calls of lower priority);
    /// O(waiting calls of the queue) for one that came with an older place.</summary>
    public int PositionOf(CallId call)
    {
        if (!_places.TryGetValue(call, out var place)) return 0;
        var count = CountOf(place.Queue);
        if (place.Place < count.Last) return 1 + CountBefore(place, lower: false);
        var position = count.From(place.Priority); // nobody of its priority or above stands behind it
        return place.Line?.Ageing is null || count.All == position ? position : position + CountBefore(place, lower: true);
    }

    private int CountBefore(WaitingCall place, bool lower)
    {
        var position = 0;
        foreach (var other in CallsOf(place.Queue))
        {
            if ((!lower || other.Priority < place.Priority) && other.ComesBefore(place, Now)) position++;
        }

        return position;
    }

    private IEnumerable<WaitingCall> CallsOf(QueueName queue)
    {
        if (_table.QueueOf(queue) is not { } lines) yield break;
        foreach (var line in lines.Lines)
        {
            foreach (var call in line.All()) yield return call;
        }

        foreach (var call in _reserved.Values.SelectMany(c => c))
        {
            if (call.Queue == queue) yield return call;
        }
    }

    /// <summary>Where a call has to be put among the waiting calls of its queue to stand at a position, as near to it as the calls of its own
    /// priority allow: never before a call of a higher band, never behind one of a lower. Null: by its own place. O(n log n) for n waiting in the queue.</summary>
    public (long Place, TimeSpan AgedSince)? PlaceAt(Call call, int position)
    {
        WaitingCall? before = null;
        var at = 0;
        foreach (var other in CallsOf(call.Queue!.Value).Where(c => c.Id != call.Id).Order(InOrder()))
        {
            at++;
            if (other.Priority != call.Priority) continue;
            if (at >= position) return (JustBefore(other, before), other.AgedSince);
            before = other;
        }

        return before is null || before.Place < call.JoinSequence * CallOrder.Spacing ? null : (before.Place + (CallOrder.Spacing / 4), before.AgedSince);
    }

    /// <summary>A place between a call and whoever joined before it, so that no third can come between by its own place; it ages like that call,
    /// or it would not stay there. After 30 calls put into one gap there is no room left, and the order of joining decides.</summary>
    private static long JustBefore(WaitingCall other, WaitingCall? before)
    {
        var earlier = (other.Place - 1) / CallOrder.Spacing * CallOrder.Spacing;
        var from = Math.Max(earlier, before?.Place ?? earlier);
        return from + ((other.Place - from) / 2);
    }

    private QueueCount CountOf(QueueName queue)
    {
        if (!_counts.TryGetValue(queue, out var count)) _counts[queue] = count = new QueueCount();
        return count;
    }

    /// <summary>How many calls of each priority wait in a queue.</summary>
    private sealed class QueueCount
    {
        private readonly int[] _byPriority = new int[CallOrder.PriorityMost + 1];

        public int All { get; private set; }

        /// <summary>The last place there ever was.</summary>
        public long Last { get; private set; }

        public void Add(WaitingCall call)
        {
            _byPriority[call.Priority]++;
            All++;
            Last = Math.Max(Last, call.Place);
        }

        public void Remove(WaitingCall call)
        {
            _byPriority[call.Priority]--;
            All--;
        }

        /// <summary>Those of a priority or a higher one.</summary>
        public int From(int priority)
        {
            var sum = 0;
            for (var p = priority; p < _byPriority.Length; p++) sum += _byPriority[p];
            return sum;
        }
    }
}

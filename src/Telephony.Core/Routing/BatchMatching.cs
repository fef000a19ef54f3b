namespace Telephony.Core;

/// <content>Several agents and calls at once, as after a reconnect: matched so that nobody is spent on a call another could take
/// while a call waits that needs them.</content>
internal sealed partial class Router
{
    /// <summary>How many assignments a plan looks at in search of a better one. Beyond this, calls take who is idle, in their order:
    /// 10,000 agents who all become idle at once are planned in some tens of milliseconds.</summary>
    public const int LooksMost = 1_000_000;

    /// <summary>Pairs for every call and agent.</summary>
    public IReadOnlyList<(CallId Call, AgentId Agent)> PlanEverything(ulong chance)
    {
        var plan = new Batch(this, chance);
        for (var line = _linesWithCalls.Next(0); line >= 0; line = _linesWithCalls.Next(line + 1)) plan.Consider(_table.Lines[line]);
        foreach (var call in _reserved.Values.SelectMany(c => c)) plan.Consider(call);
        return plan.Make();
    }

    /// <summary>Pairs for agents who became idle and calls that began to wait, the others being matched already.</summary>
    public IReadOnlyList<(CallId Call, AgentId Agent)> Plan(IReadOnlyList<AgentId> agents, IReadOnlyList<CallId> calls, ulong chance)
    {
        var plan = new Batch(this, chance);
        var lines = new BitSet(_table.Lines.Length);
        foreach (var agent in agents)
        {
            if (_table.ClassOf(agent).Class is { } found) lines.Add(found.Serves);
            if (!_reserved.TryGetValue(agent, out var own)) continue;
            foreach (var call in own) plan.Consider(call);
        }

        foreach (var id in calls)
        {
            var call = _places[id];
            if (call.Reserved is not null) plan.Consider(call);
            else if (call.Line is { } line) lines.Set(line.Index);
        }

        foreach (var line in BitSet.Both(lines, _linesWithCalls)) plan.Consider(_table.Lines[line]);
        return plan.Make();
    }

    /// <summary>Calls are taken in their order. Each gets an agent by the strategy of its queue; when nobody idle is left for it, those who were assigned
    /// before are asked to change to another agent so that one becomes free (an augmenting path, Berge 1957). A call once assigned stays so, hence the
    /// calls served are the first ones that can be served together. Lines from which no path led are not searched again, for none will ever lead.
    /// Calls with an agent reserved or excluded do not change once assigned; for one that waits for its own agent nobody changes.</summary>
    private sealed class Batch(Router router, ulong chance)
    {
        private readonly PriorityQueue<WaitingCall, WaitingCall> _next = new(router.InOrder());
        private readonly HashSet<WaitingCall> _considered = [];
        private readonly Dictionary<WaitingCall, IdleAgent> _agentOf = [];
        private readonly Dictionary<int, List<WaitingCall>> _assigned = [];
        private readonly List<WaitingCall> _aside = [];
        private readonly List<WaitingCall> _inOrder = [];
        private readonly HashSet<int> _dead = [];
        private int _looks;

        public void Consider(WaitingCall call)
        {
            if (_considered.Add(call)) _next.Enqueue(call, call);
        }

        public void Consider(Line line)
        {
            if (!_dead.Contains(line.Index) && line.First(router.Now) is { } first) Consider(first);
        }

        public IReadOnlyList<(CallId Call, AgentId Agent)> Make()
        {
            while (_next.TryDequeue(out var call, out _)) Take(call);
            foreach (var call in _inOrder)
            {
                router.Place(call);
                _agentOf[call].IsIdle = true;
                router.Place(_agentOf[call]);
            }

            foreach (var call in _aside) router.Place(call);
            return [.. _inOrder.Select(c => (c.Id, _agentOf[c].Id))];
        }

        private void Take(WaitingCall call)
        {
            var line = call.Line!;
            if (_dead.Contains(line.Index) && call.Reserved is null) return;
            if (router.FindAgentFor(call, chance + (ulong)_inOrder.Count) is { } agent)
            {
                Assign(call, agent, line);
            }
            else if (call.Reserved is null && !Rearrange(call, line))
            {
                if (IsPlain(call)) return;
                // It excludes somebody whom the next of its line may not exclude.
                router.TakeOut(call);
                _aside.Add(call);
            }

            Consider(line);
        }

        private static bool IsPlain(WaitingCall call) => call.Reserved is null && call.Call.Excluded.Count == 0;

        private void Assign(WaitingCall call, IdleAgent agent, Line line)
        {
            var plain = IsPlain(call);
            router.TakeOut(call);
            TakeOut(agent);
            _agentOf[call] = agent;
            _inOrder.Add(call);
            if (plain) Note(call, agent, line);
        }

        private void Note(WaitingCall call, IdleAgent agent, Line line)
        {
            call.Line = line;
            if (!_assigned.TryGetValue(agent.Class!.Index, out var calls)) _assigned[agent.Class.Index] = calls = [];
            calls.Add(call);
        }

        /// <summary>Finds an assigned call that can take an idle agent, so that its own agent becomes free, perhaps over others, for the call.</summary>
        private bool Rearrange(WaitingCall call, Line line)
        {
            var reached = new Dictionary<Line, (WaitingCall Through, Line From)?> { [line] = null };
            var ways = new Queue<Line>([line]);
            while (ways.TryDequeue(out var at))
            {
                foreach (var other in AssignedTo(at))
                {
                    if (at == line && call.Call.Excludes(_agentOf[other].Id)) continue; // not to be taken from whom it has
                    if (_looks++ > LooksMost) return Give(line);
                    var next = other.Line!;
                    if (_dead.Contains(next.Index) || !reached.TryAdd(next, (other, at))) continue;
                    if (router.Choose(next, chance) is { } idle)
                    {
                        Shift(call, line, next, idle, reached);
                        return true;
                    }

                    ways.Enqueue(next);
                }
            }

            if (IsPlain(call)) _dead.UnionWith(reached.Keys.Select(dead => dead.Index));
            return false;
        }

        private bool Give(Line line)
        {
            _dead.Add(line.Index);
            return false;
        }

        private IEnumerable<WaitingCall> AssignedTo(Line line)
        {
            foreach (var (index, calls) in _assigned)
            {
                if (!line.ServedBy.Has(index)) continue;
                foreach (var call in calls) yield return call;
            }
        }

        /// <summary>The last call of the way takes the idle agent, each before it takes the agent of the one behind, the new call takes the first.</summary>
        private void Shift(WaitingCall call, Line line, Line last, IdleAgent idle, Dictionary<Line, (WaitingCall Through, Line From)?> reached)
        {
            TakeOut(idle);
            var free = idle;
            for (var step = reached[last]; step is var (through, from); step = reached[from])
            {
                var agent = _agentOf[through];
                _assigned[agent.Class!.Index].Remove(through);
                _agentOf[through] = free;
                Note(through, free, through.Line!);
                free = agent;
            }

            router.TakeOut(call);
            _agentOf[call] = free;
            _inOrder.Add(call);
            if (IsPlain(call)) Note(call, free, line);
        }

        private void TakeOut(IdleAgent agent)
        {
            router.TakeOut(agent);
            agent.IsIdle = false;
        }
    }
}

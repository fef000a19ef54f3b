using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>Who may serve what under one configuration, worked out once: agents of equal queues and skills form a class,
/// calls of one queue at one relaxation step form a line, and which class serves which line is a bit.</summary>
internal sealed class RoutingTable
{
    private readonly Dictionary<QueueName, Line[]> _lines = [];
    private readonly Dictionary<AgentId, (AgentClass Class, int Member)> _classOf = [];
    private readonly string[] _agents;

    public RoutingTable(SiteConfiguration site)
    {
        _agents = [.. site.Agents.Keys.Order(StringComparer.Ordinal)];
        Lines = MakeLines(site);
        Classes = MakeClasses(site);
        foreach (var line in Lines) line.ServedBy = new BitSet(Classes.Length);
        foreach (var agents in Classes) Connect(agents);
    }

    public Line[] Lines { get; }

    public AgentClass[] Classes { get; }

    /// <summary>The line of a queue at a relaxation step; null when the queue or the step is not in the configuration.</summary>
    public Line? LineOf(QueueName queue, int step) =>
        _lines.TryGetValue(queue, out var lines) && step < lines.Length ? lines[step] : null;

    public ReadOnlySpan<Line> LinesOf(QueueName queue) => _lines.TryGetValue(queue, out var lines) ? lines : [];

    public (AgentClass? Class, int Member) ClassOf(AgentId agent) => _classOf.GetValueOrDefault(agent);

    /// <summary>How many agents, idle or not, come before an agent, itself included; the agent need not exist any more.</summary>
    public int CountUpTo(AgentId agent)
    {
        var found = Array.BinarySearch(_agents, agent.Value, StringComparer.Ordinal);
        return found >= 0 ? found + 1 : ~found;
    }

    private Line[] MakeLines(SiteConfiguration site)
    {
        List<Line> all = [];
        foreach (var (name, rule) in site.Queues.OrderBy(q => q.Key, StringComparer.Ordinal))
        {
            var queue = new QueueName(name);
            var lines = new Line[rule.Relax.Length + 1];
            for (var step = 0; step < lines.Length; step++)
            {
                lines[step] = new Line(all.Count, queue, rule.SkillsAt(step), rule.Strategy);
                all.Add(lines[step]);
            }

            _lines.Add(queue, lines);
        }

        return [.. all];
    }

    private AgentClass[] MakeClasses(SiteConfiguration site)
    {
        var bySignature = new Dictionary<string, AgentClass>(StringComparer.Ordinal);
        List<AgentClass> all = [];
        for (var rank = 0; rank < _agents.Length; rank++)
        {
            var profile = site.Agents[_agents[rank]];
            var signature = SignatureOf(profile);
            if (!bySignature.TryGetValue(signature, out var found))
            {
                bySignature.Add(signature, found = new AgentClass(all.Count, profile, Lines.Length));
                all.Add(found);
            }

            _classOf.Add(new AgentId(_agents[rank]), (found, found.Add(new AgentId(_agents[rank]), rank)));
        }

        foreach (var one in all) one.Complete();
        return [.. all];
    }

    private static string SignatureOf(AgentProfile agent) =>
        string.Join(' ', agent.Queues.Distinct().Order(StringComparer.Ordinal)) + "\n"
        + string.Join(' ', agent.Skills.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}"));

    private void Connect(AgentClass agents)
    {
        foreach (var queue in agents.Queues)
        {
            foreach (var line in LinesOf(new QueueName(queue)))
            {
                if (!line.Skills.Matches(agents.Skills)) continue;
                line.ServedBy.Set(agents.Index);
                agents.Serves.Set(line.Index);
                agents.NeedOrder(line.Strategy);
                if (line.Strategy != RoutingStrategy.MostSkilled) continue;
                line.Scores ??= new int[Classes.Length];
                line.Scores[agents.Index] = ScoreOf(agents, line.Skills);
            }
        }
    }

    /// <summary>How good a class is at what a line asks for: its levels in the skills named, or in all it has when none is.</summary>
    private static int ScoreOf(AgentClass agents, SkillExpression skills) =>
        skills.Uses.IsEmpty ? agents.Levels : skills.Uses.Select(u => u.Skill).Distinct().Sum(s => agents.Skills.GetValueOrDefault(s));
}

/// <summary>The calls of one queue at one relaxation step: any agent who may serve one of them may serve all.</summary>
internal sealed class Line(int index, QueueName queue, SkillExpression skills, RoutingStrategy strategy)
{
    public int Index { get; } = index;

    public QueueName Queue { get; } = queue;

    public SkillExpression Skills { get; } = skills;

    public RoutingStrategy Strategy { get; } = strategy;

    /// <summary>The classes of agents who may serve this line.</summary>
    public BitSet ServedBy { get; set; }

    /// <summary>How good each class is at it, where the strategy asks.</summary>
    public int[]? Scores { get; set; }

    public IndexedHeap<WaitingCall> Waiting { get; } = new();
}

/// <summary>Agents of equal queues and skills.</summary>
internal sealed class AgentClass(int index, AgentProfile profile, int lines)
{
    private readonly List<int> _ranks = [];
    private readonly List<AgentId> _members = [];

    public int Index { get; } = index;

    public ImmutableArray<string> Queues { get; } = profile.Queues;

    public ImmutableSortedDictionary<string, int> Skills { get; } = profile.Skills;

    /// <summary>The sum of all levels: how much would be lost for other calls with one of them.</summary>
    public int Levels { get; } = profile.Skills.Values.Sum();

    /// <summary>The lines they may serve.</summary>
    public BitSet Serves { get; } = new(lines);

    public IReadOnlyList<AgentId> Members => _members;

    /// <summary>Who of the members is idle.</summary>
    public BitSet Idle { get; private set; }

    public int IdleCount { get; set; }

    /// <summary>The idle ones by each <see cref="IdleOrder"/>; null where no line they serve asks for it.</summary>
    public IndexedHeap<IdleEntry>?[] Orders { get; } = new IndexedHeap<IdleEntry>?[3];

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

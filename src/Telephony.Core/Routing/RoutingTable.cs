using System.Text;

namespace Telephony.Core;

/// <summary>Skills that calls of a queue ask for by themselves.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Skills">The skills.</param>
public readonly record struct Ask(QueueName Queue, SkillExpression Skills);

/// <summary>Who may serve what under one configuration, worked out once: calls of one queue, stage and own skills form a line,
/// agents who may serve the same lines in the same way form a class, and which class serves which line is a bit.</summary>
internal sealed class RoutingTable
{
    private readonly SortedDictionary<string, QueueLines> _queues = new(StringComparer.Ordinal);
    private readonly Dictionary<AgentId, (AgentClass Class, int Member)> _classOf = [];
    private readonly SiteConfiguration _site;
    private readonly string[] _agents;

    public RoutingTable(SiteConfiguration site, IEnumerable<Ask> asks)
    {
        _site = site;
        _agents = [.. site.Agents.Keys.Order(StringComparer.Ordinal)];
        Lines = MakeLines(asks);
        Classes = MakeClasses();
        foreach (var line in Lines) CompleteTiers(line);
        Idle = new IdleTrees(Lines, Classes);
    }

    public Line[] Lines { get; }

    public AgentClass[] Classes { get; }

    /// <summary>Which idle agent is first for each line.</summary>
    public IdleTrees Idle { get; }

    public QueueLines? QueueOf(QueueName queue) => _queues.GetValueOrDefault(queue.Value);

    public (AgentClass? Class, int Member) ClassOf(AgentId agent) => _classOf.GetValueOrDefault(agent);

    /// <summary>How many agents, idle or not, come before an agent, itself included; the agent need not exist any more.</summary>
    public int CountUpTo(AgentId agent)
    {
        var found = Array.BinarySearch(_agents, agent.Value, StringComparer.Ordinal);
        return found >= 0 ? found + 1 : ~found;
    }

    /// <summary>The skills of their own that menus and numbers give to calls.</summary>
    private static IEnumerable<Ask> AsksOf(SiteConfiguration site) =>
        site.Menus.Values.SelectMany(m => m.Choices.Values.Append(m.Otherwise))
            .Concat(site.Flows.Values.SelectMany(f => f.Nodes.Values.OfType<QueueNode>().Select(n => n.Target).Append(f.Otherwise)))
            .Concat(site.Numbers.Values.Select(n => n.Target))
            .Concat(site.Queues.Values.Select(q => q.Overflow))
            .Where(t => t is { Queue: not null, Needs.Skills.Text.Length: > 0 })
            .Select(t => new Ask(new QueueName(t.Queue!), t.Needs!.Skills));

    private Line[] MakeLines(IEnumerable<Ask> asks)
    {
        var delays = _site.Agents.Values.SelectMany(a => a.Profiles)
            .Where(p => p.Value.Delay > TimeSpan.Zero).ToLookup(p => p.Key, p => p.Value.Delay);
        var own = AsksOf(_site).Concat(asks).Distinct().OrderBy(a => a.Skills.Text, StringComparer.Ordinal).ToLookup(a => a.Queue.Value, a => a.Skills);
        List<Line> all = [];
        foreach (var (name, rule) in _site.Queues.OrderBy(q => q.Key, StringComparer.Ordinal))
        {
            var queue = new QueueLines(new QueueName(name), rule, delays[name]);
            _queues.Add(name, queue);
            foreach (var skills in own[name].Prepend(SkillExpression.Anyone))
            {
                var lines = new Line[queue.StageCount];
                for (var stage = 0; stage < lines.Length; stage++)
                {
                    var from = queue.StartOf(stage);
                    all.Add(lines[stage] = new Line(all.Count, queue.Queue, from, rule.SkillsAt(rule.StepAfter(from), skills), rule));
                }

                queue.Add(skills.Text, lines);
            }
        }

        return [.. all];
    }

    private AgentClass[] MakeClasses()
    {
        var bySignature = new Dictionary<string, AgentClass>(StringComparer.Ordinal);
        List<AgentClass> all = [];
        List<(AgentClass Class, List<Service> Services)> made = [];
        var services = new List<Service>();
        for (var rank = 0; rank < _agents.Length; rank++)
        {
            var id = new AgentId(_agents[rank]);
            ServicesOf(id, services);
            var signature = SignatureOf(services);
            if (!bySignature.TryGetValue(signature, out var found))
            {
                bySignature.Add(signature, found = new AgentClass(all.Count, Lines.Length));
                all.Add(found);
                made.Add((found, [.. services]));
            }

            _classOf.Add(id, (found, found.Add(id, rank)));
        }

        foreach (var line in Lines) line.ServedBy = new BitSet(all.Count);
        foreach (var (agents, what) in made) Connect(agents, what, all.Count);
        foreach (var one in all) one.Complete();
        return [.. all];
    }

    /// <summary>One line that an agent may serve, and how.</summary>
    private readonly record struct Service(Line Line, QueueProfile Profile, int Score);

    private void ServicesOf(AgentId agent, List<Service> services)
    {
        services.Clear();
        var profile = _site.Agents[agent.Value];
        foreach (var name in profile.Queues.Distinct().Order(StringComparer.Ordinal))
        {
            if (!_queues.TryGetValue(name, out var queue)) continue;
            queue.Members.Add(agent);
            var how = profile.In(name);
            foreach (var line in queue.Lines)
            {
                if (how.Delay > line.From || !line.Skills.Matches(profile.Skills)) continue;
                services.Add(new Service(line, how, ScoreOf(line, profile)));
            }
        }
    }

    /// <summary>How good an agent is at a line, where its strategy orders by that: greater is better. For <see cref="RoutingStrategy.MostSkilled"/> the
    /// levels in the skills named, or in all when none is; for <see cref="RoutingStrategy.LeastSkilled"/> all levels, negative.</summary>
    private static int ScoreOf(Line line, AgentProfile agent) => line.Strategy switch
    {
        RoutingStrategy.LeastSkilled => -agent.Skills.Values.Sum(),
        RoutingStrategy.MostSkilled when line.Skills.Uses.IsEmpty => agent.Skills.Values.Sum(),
        RoutingStrategy.MostSkilled => line.Skills.Uses.Select(u => u.Skill).Distinct().Sum(s => agent.Skills.GetValueOrDefault(s)),
        _ => 0,
    };

    private static string SignatureOf(List<Service> services)
    {
        var text = new StringBuilder();
        foreach (var (line, how, score) in services)
        {
            text.Append(line.Index);
            if (how.Order != 1) text.Append('o').Append(how.Order);
            if (how.Priority != 0) text.Append('p').Append(how.Priority);
            if (how.Share != 1 && line.Strategy == RoutingStrategy.WeightedRandom) text.Append('s').Append(how.Share);
            if (score != 0) text.Append('=').Append(score);
            text.Append(' ');
        }

        return text.ToString();
    }

    private void Connect(AgentClass agents, List<Service> services, int classes)
    {
        foreach (var (line, how, score) in services)
        {
            line.ServedBy.Set(agents.Index);
            agents.Serves.Set(line.Index);
            if (IdleOrders.Of(line.Strategy) is { } order)
            {
                agents.Need(order);
                line.Candidates.Add(new Candidate(agents, how.Order, score));
            }

            if (line.Strategy == RoutingStrategy.WeightedRandom) (line.Shares ??= new int[classes])[agents.Index] = how.Share;
            if (how.Order != 1) (line.Orders ??= [])[agents.Index] = how.Order;
        }

        agents.Groups = services.TrueForAll(s => s.Profile.Priority == 0)
            ? [agents.Serves]
            : [.. services.GroupBy(s => s.Profile.Priority).OrderByDescending(g => g.Key).Select(g => BitSet.Of(Lines.Length, g.Select(s => s.Line.Index)))];
    }

    private void CompleteTiers(Line line)
    {
        if (line.Orders is not { } orders)
        {
            line.Tiers = [line.ServedBy];
            return;
        }

        line.Tiers = [.. line.ServedBy.Members().GroupBy(c => orders.GetValueOrDefault(c, 1)).OrderBy(g => g.Key).Select(g => BitSet.Of(Classes.Length, g))];
        line.Orders = null; // the tiers say the same
    }
}

namespace Telephony.Core;

/// <summary>What happened to all callers, whatever queue they came to, in a time. Waits are those of the caller: over all queues.</summary>
public sealed class SiteFigures
{
    private readonly SortedDictionary<CallDisposition, long> _ended = [];

    /// <summary>Calls that arrived.</summary>
    public long Arrived { get; internal set; }

    /// <summary>Calls that ended, by how.</summary>
    public IReadOnlyDictionary<CallDisposition, long> Ended => _ended;

    /// <summary>Calls that talked with an agent.</summary>
    public long Answered { get; internal set; }

    /// <summary>Sum of the waits of answered callers.</summary>
    public TimeSpan WaitAnswered { get; internal set; }

    /// <summary>The longest wait of a caller, abandoned calls included.</summary>
    public TimeSpan LongestWait { get; internal set; }

    /// <summary>Mean wait of answered callers.</summary>
    public TimeSpan? AverageSpeedOfAnswer => Statistics.Mean(WaitAnswered, Answered);

    /// <summary>Adds all of another.</summary>
    public void Add(SiteFigures other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Arrived += other.Arrived;
        Answered += other.Answered;
        WaitAnswered += other.WaitAnswered;
        LongestWait = Statistics.Longer(LongestWait, other.LongestWait);
        foreach (var (disposition, count) in other._ended) _ended[disposition] = _ended.GetValueOrDefault(disposition) + count;
    }

    internal void End(CallDisposition disposition) => _ended[disposition] = _ended.GetValueOrDefault(disposition) + 1;
}

/// <summary>All figures of a time: one 15-minute interval, or several added up.</summary>
public sealed class PeriodFigures
{
    private readonly SortedDictionary<QueueName, QueueFigures> _queues = [];
    private readonly SortedDictionary<SkillName, QueueFigures> _skills = [];
    private readonly SortedDictionary<AgentId, AgentFigures> _agents = [];

    /// <summary>All callers.</summary>
    public SiteFigures Site { get; } = new();

    /// <summary>By queue.</summary>
    public IReadOnlyDictionary<QueueName, QueueFigures> Queues => _queues;

    /// <summary>By skill asked for when the call joined its queue; a call that asks for two counts in both.</summary>
    public IReadOnlyDictionary<SkillName, QueueFigures> Skills => _skills;

    /// <summary>By agent.</summary>
    public IReadOnlyDictionary<AgentId, AgentFigures> Agents => _agents;

    /// <summary>Adds all of another.</summary>
    public void Add(PeriodFigures other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Site.Add(other.Site);
        foreach (var (name, figures) in other._queues) Of(name).Add(figures);
        foreach (var (name, figures) in other._skills) Of(name).Add(figures);
        foreach (var (id, figures) in other._agents) Of(id).Add(figures);
    }

    internal QueueFigures Of(QueueName queue)
    {
        if (!_queues.TryGetValue(queue, out var figures)) _queues[queue] = figures = new QueueFigures();
        return figures;
    }

    internal QueueFigures Of(SkillName skill)
    {
        if (!_skills.TryGetValue(skill, out var figures)) _skills[skill] = figures = new QueueFigures();
        return figures;
    }

    internal AgentFigures Of(AgentId agent)
    {
        if (!_agents.TryGetValue(agent, out var figures)) _agents[agent] = figures = new AgentFigures();
        return figures;
    }
}

namespace Telephony.Core;

/// <summary>The lines of one queue. A stage is the time between two moments at which what may be done with a waiting call changes:
/// a relaxation step, or the delay of an agent who takes only calls that have waited.</summary>
internal sealed class QueueLines
{
    private readonly Dictionary<string, Line[]> _byOwnSkills = new(StringComparer.Ordinal);
    private readonly TimeSpan[] _stages;

    public QueueLines(QueueName queue, QueueRule rule, IEnumerable<TimeSpan> delays)
    {
        (Queue, Rule) = (queue, rule);
        _stages = [.. rule.Relax.Select(s => s.After).Concat(delays).Where(d => d > TimeSpan.Zero).Distinct().Order()];
    }

    public QueueName Queue { get; }

    public QueueRule Rule { get; }

    /// <summary>The agents of the queue, by id.</summary>
    public List<AgentId> Members { get; } = [];

    public IEnumerable<Line> Lines => _byOwnSkills.Values.SelectMany(l => l);

    public int StageCount => _stages.Length + 1;

    /// <summary>When a stage begins, from joining the queue.</summary>
    public TimeSpan StartOf(int stage) => stage == 0 ? TimeSpan.Zero : _stages[stage - 1];

    public int StageAfter(TimeSpan time)
    {
        var stage = 0;
        while (stage < _stages.Length && _stages[stage] <= time) stage++;
        return stage;
    }

    /// <summary>When the next stage begins after a time in the queue; null when none does.</summary>
    public TimeSpan? NextAfter(TimeSpan time) => StageAfter(time) is var stage && stage < _stages.Length ? _stages[stage] : null;

    public void Add(string ownSkills, Line[] lines) => _byOwnSkills.Add(ownSkills, lines);

    /// <summary>The lines by stage for calls with some skills of their own; null when no such calls were foreseen.</summary>
    public Line[]? Of(string ownSkills) => _byOwnSkills.GetValueOrDefault(ownSkills);
}

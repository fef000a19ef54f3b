using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>What a board shows: a picture of the whole at one moment. Latest wins; nobody needs every one.</summary>
/// <param name="FactSequence">The last fact included.</param>
/// <param name="At">When it was taken.</param>
/// <param name="Connected">Whether Asterisk is connected.</param>
/// <param name="Configuration">The configuration in force.</param>
/// <param name="Queues">Every queue, by name.</param>
/// <param name="Agents">Every agent, by id.</param>
/// <param name="Calls">Live calls in the order they arrived, at most <see cref="CallsMost"/>.</param>
/// <param name="CallsInAll">How many calls are live, shown or not.</param>
public sealed record AcdSnapshot(
    long FactSequence,
    Moment At,
    bool Connected,
    string Configuration,
    ImmutableArray<QueueView> Queues,
    ImmutableArray<AgentView> Agents,
    ImmutableArray<CallView> Calls,
    int CallsInAll)
{
    /// <summary>How many calls a snapshot shows.</summary>
    public const int CallsMost = 1000;
}

/// <summary>A queue as shown.</summary>
public sealed record QueueView(
    string Name, Label Label, int Waiting, DateTimeOffset? LongestWaitSince, int Ready, int Busy, int NotReady,
    long Joined, long Answered, long Abandoned, long Overflowed, long Failed)
{
    /// <summary>How long a call that joined now would wait if it could not be served at once; null as long as nothing is known.</summary>
    public WaitEstimate? EstimatedWait { get; init; }

    /// <summary>Figures of today; null when nothing has happened, and in pictures that are made without them.</summary>
    public QueueToday? Today { get; init; }

    /// <summary>Whether callers are taken in.</summary>
    public OpeningKind Opening { get; init; }
}

/// <summary>Figures of a queue since midnight. Times in seconds; null when there is nothing to compute them of.</summary>
/// <param name="Offered">Calls that joined.</param>
/// <param name="Answered">Calls answered.</param>
/// <param name="Abandoned">Callers who left.</param>
/// <param name="ServiceLevel">Per cent, by the variant the queue uses.</param>
/// <param name="Target">Per cent the queue is held to.</param>
/// <param name="Within">The threshold.</param>
/// <param name="Asa">Average speed of answer.</param>
/// <param name="Aht">Average handle time.</param>
/// <param name="LongestWait">Of the calls that left the queue, abandoned ones included.</param>
/// <param name="AnswerTimeP80">80 % of the answered were answered within this.</param>
public sealed record QueueToday(
    long Offered, long Answered, long Abandoned, double? ServiceLevel, int Target, double Within, double? Asa, double? Aht, double LongestWait, double? AnswerTimeP80)
{
    /// <summary>Made of figures.</summary>
    public static QueueToday Of(QueueFigures figures, ServiceObjective objective)
    {
        ArgumentNullException.ThrowIfNull(figures);
        ArgumentNullException.ThrowIfNull(objective);
        return new QueueToday(
            figures.Offered, figures.Answered, figures.Abandoned, figures.ServiceLevelPercent(objective.Variant), objective.Target, objective.Within.TotalSeconds,
            figures.AverageSpeedOfAnswer?.TotalSeconds, figures.AverageHandleTime?.TotalSeconds, figures.LongestWait.TotalSeconds,
            figures.AnswerTimes.Percentile(0.8)?.TotalSeconds);
    }
}

/// <summary>An agent as shown.</summary>
public sealed record AgentView(
    string Id, string Name, AgentState State, string? Reason, DateTimeOffset Since, string? Call, ImmutableArray<string> Queues, int CallsTaken);

/// <summary>A call as shown.</summary>
public sealed record CallView(
    string Id, CallState State, string Number, string Caller, string? Queue, string? Agent, DateTimeOffset Since, DateTimeOffset? QueuedAt, int Priority);

/// <content>The picture for boards.</content>
public sealed partial class Acd
{
    /// <summary>A picture of the whole. O(calls + agents × queues); taken a few times a second, not on every input.</summary>
    public AcdSnapshot Snapshot() => new(
        _factSequence,
        _now,
        _connected,
        _site.Version,
        [.. _site.Queues.Select(q => ViewOf(new QueueName(q.Key), q.Value))],
        [.. _agents.Values.Select(ViewOf)],
        [.. InOrder(_calls.Values).Where(c => c.State != CallState.Ended).Take(AcdSnapshot.CallsMost).Select(ViewOf)],
        _calls.Count);

    private QueueView ViewOf(QueueName name, QueueRule rule)
    {
        var (ready, busy, notReady) = (0, 0, 0);
        foreach (var agent in _agents.Values)
        {
            if (!_router.MayServe(agent.Id, name, step: 0)) continue;
            switch (agent.State)
            {
                case AgentState.LoggedOut: break;
                case AgentState.Ready: ready++; break;
                case AgentState.Paused or AgentState.NotResponding: notReady++; break;
                default: busy++; break;
            }
        }

        DateTimeOffset? longest = null;
        var waiting = 0;
        foreach (var call in _calls.Values)
        {
            if (call.Queue != name || call.State is not (CallState.Queued or CallState.Ringing or CallState.Connecting)) continue;
            waiting++;
            if (longest is null || call.QueuedAt!.Value.Utc < longest) longest = call.QueuedAt!.Value.Utc;
        }

        var counts = _counts.Queues.GetValueOrDefault(name) ?? new QueueCounts();
        return new QueueView(name.Value, rule.Label, waiting, longest, ready, busy, notReady,
            counts.Joined, counts.Answered, counts.Abandoned, counts.Overflowed, counts.Failed)
        {
            EstimatedWait = _waits.Of(name, _now.Elapsed),
            Opening = OpeningOf(name, rule).Kind,
        };
    }

    private AgentView ViewOf(Agent agent)
    {
        var profile = _site.Agents.GetValueOrDefault(agent.Id.Value);
        return new AgentView(agent.Id.Value, profile?.Name ?? agent.Id.Value, agent.State, agent.Reason, agent.StateSince.Utc,
            agent.Call?.Value, profile?.Queues ?? [], agent.CallsTaken);
    }

    private static CallView ViewOf(Call call) => new(
        call.Id.Value, call.State, call.Number, call.Caller.Number, call.Queue?.Value, call.Offer?.Agent.Value,
        call.StateSince.Utc, call.QueuedAt?.Utc, call.Priority);
}

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

    /// <summary>When boards mark it.</summary>
    public BoardLimits Limits { get; init; } = BoardLimits.Default;

    /// <summary>Whether callers are taken in.</summary>
    public OpeningKind Opening { get; init; }

    /// <summary>The holiday's name, on one.</summary>
    public string? Holiday { get; init; }

    /// <summary>What the queue goes by when there is no emergency.</summary>
    public QueueSwitch Switch { get; init; }

    /// <summary>Whether the queue's own emergency switch is on.</summary>
    public bool Emergency { get; init; }
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
    string Id, string Name, AgentState State, string? Reason, DateTimeOffset Since, string? Call, ImmutableArray<string> Queues, int CallsTaken)
{
    /// <summary>Skills in force.</summary>
    public ImmutableSortedDictionary<string, int> Skills { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>Whether they were set for the shift.</summary>
    public bool SkillsAreSet { get; init; }

    /// <summary>Whether the queues were set for the shift.</summary>
    public bool QueuesAreSet { get; init; }

    /// <summary>When the agent logged in.</summary>
    public DateTimeOffset? LoggedInAt { get; init; }

    /// <summary>The reason of a pause a supervisor has still to approve.</summary>
    public string? PendingPause { get; init; }

    /// <summary>What the agent asked for during the call and becomes after it, and the pause reason that goes with it.</summary>
    public AgentState? Next { get; init; }

    /// <inheritdoc cref="Next" />
    public string? NextReason { get; init; }

    /// <summary>The wrap-up the agent is in.</summary>
    public WrapUpView? WrapUp { get; init; }
}

/// <summary>A wrap-up as shown.</summary>
/// <param name="Call">The call it belongs to.</param>
/// <param name="Queue">The call's queue.</param>
/// <param name="Until">When its time is over.</param>
/// <param name="DispositionOwed">Whether the agent stays until a disposition is given.</param>
/// <param name="Dispositions">The codes that can be given.</param>
public sealed record WrapUpView(string Call, string Queue, DateTimeOffset Until, bool DispositionOwed, ImmutableArray<string> Dispositions);

/// <summary>A call as shown.</summary>
public sealed record CallView(
    string Id, CallState State, string Number, string Caller, string? Queue, string? Agent, DateTimeOffset Since, DateTimeOffset? QueuedAt, int Priority)
{
    /// <summary>The relaxation step it has reached.</summary>
    public int RelaxStep { get; init; }

    /// <summary>The agent it waits for, and for no other.</summary>
    public string? Reserved { get; init; }

    /// <summary>What a flow gave it for the agent to see.</summary>
    public ImmutableSortedDictionary<string, string> Attached { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The caller's name as the trunk told it; empty when it told none.</summary>
    public string CallerName { get; init; } = "";

    /// <summary>Position in its queue, 1 is next; 0 when it does not wait, and in pictures with more than <see cref="AcdSnapshot.CallsMost"/> waiting calls.</summary>
    public int Position { get; init; }

    /// <summary>How much longer it is going to wait; null when it does not wait, or nothing is known.</summary>
    public WaitEstimate? ExpectedWait { get; init; }

    /// <summary>The skills it asks for now, as configured; empty for any agent of its queue.</summary>
    public string Skills { get; init; } = "";

    /// <summary>Its place between others when it was put somewhere by hand; null: by the order of joining.</summary>
    public long? Place { get; init; }

    /// <summary>The parking place it is in.</summary>
    public int? ParkingPlace { get; init; }
}

/// <content>The picture for boards.</content>
public sealed partial class Acd
{
    /// <summary>A picture of the whole. O(calls + members of queues, and n log n for n waiting); taken a few times a second, not on every input.</summary>
    public AcdSnapshot Snapshot()
    {
        var (waiting, positions) = (WaitingByQueue(), Positions());
        return new AcdSnapshot(
            _factSequence,
            _now,
            _connected,
            _site.Version,
            [.. _site.Queues.Select(q => ViewOf(new QueueName(q.Key), q.Value, waiting))],
            [.. _agents.Values.Select(ViewOf)],
            [.. InOrder(_calls.Values).Where(c => c.State != CallState.Ended).Take(AcdSnapshot.CallsMost).Select(c => ViewOf(c, positions.GetValueOrDefault(c.Id)))],
            _calls.Count);
    }

    /// <summary>Where each waiting call stands in its queue. One pass in order: asking for each by itself would look at each for each.</summary>
    private Dictionary<CallId, int> Positions()
    {
        var positions = new Dictionary<CallId, int>();
        if (_router.WaitingInAll > AcdSnapshot.CallsMost) return positions;
        var last = new Dictionary<QueueName, int>();
        foreach (var id in _router.WaitingInOrder)
        {
            var queue = _calls[id].Queue!.Value;
            positions[id] = last[queue] = last.GetValueOrDefault(queue) + 1;
        }

        return positions;
    }

    /// <summary>A queue as it is now; null when there is none of this name.</summary>
    public QueueView? Show(QueueName queue) => RuleOf(queue) is { } rule ? ViewOf(queue, rule, WaitingByQueue()) : null;

    /// <summary>An agent as they are now; null when there is none of this name.</summary>
    public AgentView? Show(AgentId agent) => _agents.TryGetValue(agent, out var found) ? ViewOf(found) : null;

    /// <summary>A call as it is now; null when it is over or never was.</summary>
    public CallView? Show(CallId call) => _calls.TryGetValue(call, out var found) && found.State != CallState.Ended ? ViewOf(found, _router.PositionOf(call)) : null;

    /// <summary>How many wait in each queue that has somebody waiting, and since when the first of them.</summary>
    private Dictionary<QueueName, (int Count, DateTimeOffset Since)> WaitingByQueue()
    {
        var waiting = new Dictionary<QueueName, (int Count, DateTimeOffset Since)>();
        foreach (var call in _calls.Values)
        {
            if (call.Queue is not { } queue || call.State is not (CallState.Queued or CallState.Ringing or CallState.Connecting)) continue;
            var since = call.QueuedAt!.Value.Utc;
            var (count, first) = waiting.GetValueOrDefault(queue, (0, since));
            waiting[queue] = (count + 1, since < first ? since : first);
        }

        return waiting;
    }

    private QueueView ViewOf(QueueName name, QueueRule rule, Dictionary<QueueName, (int Count, DateTimeOffset Since)> waiting)
    {
        var (ready, busy, notReady) = (0, 0, 0);
        foreach (var id in _router.MembersOf(name))
        {
            if (!_router.MayServe(id, name, step: 0)) continue;
            switch (_agents[id].State)
            {
                case AgentState.LoggedOut: break;
                case AgentState.Ready: ready++; break;
                case AgentState.Paused or AgentState.NotResponding: notReady++; break;
                default: busy++; break;
            }
        }

        (int Count, DateTimeOffset Since)? line = waiting.TryGetValue(name, out var found) ? found : null;
        var counts = _counts.Queues.GetValueOrDefault(name) ?? new QueueCounts();
        var opening = OpeningOf(name, rule);
        return new QueueView(name.Value, rule.Label, line?.Count ?? 0, line?.Since, ready, busy, notReady,
            counts.Joined, counts.Answered, counts.Abandoned, counts.Overflowed, counts.Failed)
        {
            EstimatedWait = _waits.Of(name, _now.Elapsed),
            Limits = rule.Board,
            Opening = opening.Kind,
            Holiday = opening.Holiday,
            Switch = _switches.GetValueOrDefault(name.Value),
            Emergency = _emergencies.Contains(name.Value),
        };
    }

    private AgentView ViewOf(Agent agent)
    {
        var profile = _site.Agents.GetValueOrDefault(agent.Id.Value);
        return new AgentView(agent.Id.Value, profile?.Name ?? agent.Id.Value, agent.State, agent.Reason, agent.StateSince.Utc,
            agent.Call?.Value, profile?.Queues ?? [], agent.CallsTaken)
        {
            Skills = profile?.Skills ?? ImmutableSortedDictionary<string, int>.Empty,
            SkillsAreSet = agent.Skills is not null,
            QueuesAreSet = agent.Queues is not null,
            LoggedInAt = agent.State == AgentState.LoggedOut ? null : agent.LoggedInAt?.Utc,
            PendingPause = agent.PendingPause,
            Next = agent.Wish,
            NextReason = agent.WishReason,
            WrapUp = agent.WrapUp is { } wrapUp ? ViewOf(agent, wrapUp) : null,
        };
    }

    /// <summary>The end is told by when the state began, so that it is the same in every picture.</summary>
    private WrapUpView ViewOf(Agent agent, WrapUp wrapUp) => new(
        wrapUp.Call.Value, wrapUp.Queue.Value, agent.StateSince.Utc + (wrapUp.Until - agent.StateSince.Elapsed), wrapUp.OwedUntil is not null,
        [.. RuleOf(wrapUp.Queue)?.AfterCall.Dispositions.Keys ?? []]);

    private CallView ViewOf(Call call, int position) => new(
        call.Id.Value, call.State, call.Number, call.Caller.Number, call.Queue?.Value, call.Offer?.Agent.Value,
        call.StateSince.Utc, call.QueuedAt?.Utc, call.Priority)
    {
        RelaxStep = call.RelaxStep,
        Reserved = call.Reserved?.Value,
        Place = call.PutAt,
        Attached = call.Attached,
        ParkingPlace = call.ParkingPlace,
        CallerName = call.Caller.Name,
        Position = position,
        ExpectedWait = position > 0 && call.Queue is { } queue ? _waits.Of(queue, position, _now.Elapsed) : null,
        Skills = RuleOf(call.Queue) is { } rule ? SkillsAskedBy(call, rule) : "",
    };

    /// <summary>Joining the queue's skills with the call's own costs more than all the rest of its view, so it is done once for each step.</summary>
    private static string SkillsAskedBy(Call call, QueueRule rule)
    {
        if (call.Asked is { } asked && ReferenceEquals(asked.Rule, rule) && ReferenceEquals(asked.Own, call.Needs.Skills) && asked.Step == call.RelaxStep) return asked.Text;
        var text = rule.SkillsAt(call.RelaxStep, call.Needs.Skills).Text;
        call.Asked = new SkillsAsked(rule, call.Needs.Skills, call.RelaxStep, text);
        return text;
    }
}

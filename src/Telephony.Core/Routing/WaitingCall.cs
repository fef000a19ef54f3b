namespace Telephony.Core;

/// <summary>A call in line. What it is ordered by does not change while it stands there.</summary>
internal sealed class WaitingCall : IHeapItem<WaitingCall>
{
    public WaitingCall(Call call)
    {
        Call = call;
        Queue = call.Queue ?? throw new InvalidOperationException($"call {call.Id} has no queue");
        Priority = call.Priority;
        Place = call.Place;
        AgedSince = call.AgedSince ?? call.FirstQueuedAt ?? call.QueuedAt?.Elapsed ?? TimeSpan.Zero;
    }

    public Call Call { get; }

    public CallId Id => Call.Id;

    public QueueName Queue { get; }

    public int Priority { get; }

    public long Place { get; }

    public long JoinSequence => Call.JoinSequence;

    /// <summary>From when its waiting adds points.</summary>
    public TimeSpan AgedSince { get; }

    /// <summary>The agent it waits for, and no other.</summary>
    public AgentId? Reserved { get; set; }

    /// <summary>Whether it rings already, and stands here only to ring more agents.</summary>
    public bool IsWanting { get; init; }

    /// <summary>Where it stands; null while the configuration does not know its queue.</summary>
    public Line? Line { get; set; }

    public int HeapIndex { get; set; }

    public bool Excludes(AgentId agent) => Call.Excludes(agent);

    /// <summary>In one band.</summary>
    public bool ComesBefore(WaitingCall other)
    {
        if (Priority != other.Priority) return Priority > other.Priority;
        return Place != other.Place ? Place < other.Place : JoinSequence < other.JoinSequence;
    }

    /// <summary>Over all queues, at a moment.</summary>
    public bool ComesBefore(WaitingCall other, TimeSpan now)
    {
        if (ReferenceEquals(Line, other.Line) && Priority == other.Priority) return ComesBefore(other);
        var (weight, otherWeight) = (Line?.Weight ?? 0, other.Line?.Weight ?? 0);
        if (weight != otherWeight) return weight > otherWeight;
        var (score, otherScore) = (ScoreAt(now), other.ScoreAt(now));
        if (score != otherScore) return score > otherScore;
        return Place != other.Place ? Place < other.Place : JoinSequence < other.JoinSequence;
    }

    public long ScoreAt(TimeSpan now) => Line?.Ageing is { } ageing ? CallOrder.Score(Priority, ageing, now - AgedSince) : Priority * CallOrder.Point;
}

namespace Telephony.Core;

/// <summary>How waiting calls are ordered. For one agent who becomes free, over all calls the agent may serve:
/// <list type="number">
/// <item>the agent's own priority of the queue (<see cref="QueueProfile.Priority"/>), higher first;</item>
/// <item>the queue's weight (<see cref="QueueRule.Weight"/>), higher first;</item>
/// <item>the score: the call's priority plus the points of ageing, higher first;</item>
/// <item>the place: the order of joining over all queues, unless a position was asked for.</item>
/// </list>
/// Calls of one queue and one priority never overtake each other, so each such band is a heap with a constant key
/// and only the heads are compared at the moment of the decision (Kleinrock's accumulating priority, exact, no rescan).</summary>
public static class CallOrder
{
    /// <summary>The highest priority; the lowest is 0.</summary>
    public const int PriorityMost = 10;

    /// <summary>One point of priority in a score.</summary>
    public const long Point = 1_000_000;

    /// <summary>Between the places of two calls that joined one after the other: leaves room to put others between them.</summary>
    internal const long Spacing = 1L << 30;

    /// <summary>max(priority, min(up to, priority + waited / time for a point)), in millionths of a point; waiting counts in whole milliseconds.</summary>
    public static long Score(int priority, AgeingRule? ageing, TimeSpan waited)
    {
        if (ageing is null || waited <= TimeSpan.Zero || priority >= ageing.UpTo) return priority * Point;
        var aged = waited.Ticks / TimeSpan.TicksPerMillisecond * Point / (ageing.PointEvery.Ticks / TimeSpan.TicksPerMillisecond);
        return Math.Min(ageing.UpTo * Point, (priority * Point) + aged);
    }
}

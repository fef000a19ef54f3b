namespace Telephony.Core;

/// <summary>How one agent serves one queue.</summary>
/// <param name="Order">1 – 10: agents of a lower order are rung first; the next order only when none of them is idle.</param>
/// <param name="Priority">0 – 10: when the agent becomes free, calls of the queue with the highest come first, whatever their own priorities.</param>
/// <param name="Delay">The agent takes only calls that have been in the queue this long. 0 – 1 h.</param>
/// <param name="Share">1 – 100: how often the agent is chosen compared with others, for <see cref="RoutingStrategy.WeightedRandom"/>.</param>
public sealed record QueueProfile(int Order, int Priority, TimeSpan Delay, int Share)
{
    /// <summary>As everybody does.</summary>
    public static QueueProfile Default { get; } = new(1, 0, TimeSpan.Zero, 1);
}

namespace Telephony.Core;

/// <summary>Another system decides which agent gets a call of the queue.</summary>
/// <param name="Timeout">How long it has for one decision; then the queue's own rule decides. <see cref="TimeoutLeast"/> – <see cref="TimeoutMost"/>.</param>
public sealed record ExternalRule(TimeSpan Timeout)
{
    /// <summary>Shortest time for a decision: 50 ms.</summary>
    public static readonly TimeSpan TimeoutLeast = TimeSpan.FromMilliseconds(50);

    /// <summary>Longest time for a decision: 10 s; an agent is held for that long.</summary>
    public static readonly TimeSpan TimeoutMost = TimeSpan.FromSeconds(10);
}

namespace Telephony.Acceptance.Tests.Soak;

/// <summary>How callers come for a long time.</summary>
/// <param name="Length">For how long.</param>
/// <param name="CallsPerSecond">How many, on average.</param>
/// <param name="Agents">Agents at work.</param>
/// <param name="Seed">Of everything that is random.</param>
public sealed record SoakOptions(TimeSpan Length, double CallsPerSecond, int Agents, int Seed)
{
    /// <summary>Mean length of a conversation: agents are busy for four fifths of the time.</summary>
    public TimeSpan Talk => TimeSpan.FromSeconds(Agents * 0.8 / CallsPerSecond);

    /// <summary>Mean patience of a caller.</summary>
    public static TimeSpan Patience => TimeSpan.FromSeconds(20);
}

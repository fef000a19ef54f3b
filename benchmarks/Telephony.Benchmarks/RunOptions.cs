namespace Telephony.Benchmarks;

/// <summary>What one comparison measures.</summary>
/// <param name="CallsPerSecond">What the agents can serve when no time is lost between calls; callers offer a quarter more.</param>
/// <param name="Agents">Agents at work. Their talk time is <c>Agents / CallsPerSecond</c> seconds, ± 25 %.</param>
/// <param name="Waiting">Callers that are kept waiting, at most.</param>
/// <param name="Window">The measured part of a round.</param>
/// <param name="Repeats">How often the contestants run, in the order ABC…CBA.</param>
/// <param name="Seed">Of the talk times.</param>
/// <param name="WrapUp">Wrap-up after each conversation, for the service alone; zero for none.</param>
/// <param name="Only">Names of the contestants that run; empty for all.</param>
public sealed record RunOptions(
    int CallsPerSecond, int Agents, int Waiting, TimeSpan Window, int Repeats, int Seed, TimeSpan WrapUp, IReadOnlyList<string> Only)
{
    /// <summary>Discarded at the start of each round: the runtime compiles, the queue fills.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>Phones send sound both ways.</summary>
    public bool Audio { get; init; }

    /// <summary>The service records each conversation.</summary>
    public bool Record { get; init; }

    /// <summary>Mean length of a conversation; with the wrap-up, what keeps the agents as busy as asked.</summary>
    public TimeSpan Talk => TimeSpan.FromSeconds((double)Agents / CallsPerSecond) - WrapUp;
}
